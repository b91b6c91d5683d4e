import { type RefObject, useCallback, useRef } from "react";
import { useLocale } from "../../i18n/context";
import { Icon, type IconName } from "../Icon";

interface UploadButtonProps {
  /** So that a shortcut can open the same dialog. */
  input?: RefObject<HTMLInputElement | null>;
  /** What the button says; without it, that a picture is uploaded. */
  name?: string;
  icon?: IconName;
  /** One picture, one right from the camera, many files, all that a folder holds, or a model. */
  kind?: "picture" | "camera" | "files" | "folder" | "model";
  onFiles(files: readonly File[]): void;
}

const PICTURES = "image/png,image/jpeg,image/webp";

const KINDS = {
  picture: { accept: PICTURES },
  camera: { accept: "image/*", capture: "environment" },
  files: { accept: `${PICTURES},.zip`, multiple: true },
  folder: { webkitdirectory: "" },
  model: { accept: ".onnx" },
} as const;

export function UploadButton({ kind = "picture", icon = "upload", ...given }: UploadButtonProps) {
  const { onFiles } = given;
  const { messages } = useLocale();
  const own = useRef<HTMLInputElement>(null);
  const input = given.input ?? own;
  const open = useCallback(() => input.current?.click(), [input]);
  return (
    <>
      <button type="button" className="button wide" onClick={open}>
        <Icon name={icon} />
        {given.name ?? messages.upload}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        {...KINDS[kind]}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // Otherwise choosing the same file again, changed or not, would do nothing.
          event.target.value = "";
        }}
      />
    </>
  );
}
