import type { ReactNode } from "react";
import { useLocale } from "../../i18n/context";
import "../board/board.css";
import { UploadButton } from "../board/UploadButton";
import { Icon } from "../Icon";

interface DropZoneProps {
  hovering: boolean;
  notice: string | null;
  children: ReactNode;
  onFiles(files: readonly File[]): void;
}

/** Where files are dropped, and the other ways to give them. */
export function DropZone({ hovering, notice, children, onFiles }: DropZoneProps) {
  const { messages } = useLocale();
  const words = messages.batches;
  return (
    <div className={hovering ? "card drop-zone hovering" : "card drop-zone"}>
      <p className="drop-prompt">
        <Icon name="folder" />
        {words.prompt}
      </p>
      <div className="drop-actions">
        <UploadButton name={words.chooseFiles} kind="files" onFiles={onFiles} />
        <UploadButton name={words.chooseFolder} kind="folder" icon="folder" onFiles={onFiles} />
      </div>
      {children}
      <p className="drop-notice" role="status">
        {notice}
      </p>
    </div>
  );
}
