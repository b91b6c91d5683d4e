import { type RefObject, useCallback } from "react";
import { useLocale } from "../../i18n/context";
import { Icon } from "../Icon";

interface UploadButtonProps {
  /** So that a shortcut can open the same dialog. */
  input: RefObject<HTMLInputElement | null>;
  onFiles(files: readonly File[]): void;
}

export function UploadButton({ input, onFiles }: UploadButtonProps) {
  const { messages } = useLocale();
  const open = useCallback(() => input.current?.click(), [input]);
  return (
    <>
      <button type="button" className="button wide" onClick={open}>
        <Icon name="upload" />
        {messages.upload}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept="image/png,image/jpeg,image/webp"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // Otherwise choosing the same file again, changed or not, would do nothing.
          event.target.value = "";
        }}
      />
    </>
  );
}
