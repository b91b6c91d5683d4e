import { type ReactNode, useId } from "react";
import { useLocale } from "../../i18n/context";
import { UploadButton } from "../board/UploadButton";
import "./taught.css";

interface OpenedFilesProps {
  files: readonly { readonly name: string; readonly labels: readonly string[] }[];
  /** What was done last. */
  notice: string;
  onOpen(file: File): void;
  onClose(name: string): void;
  /** Why a file could not be opened. */
  children: ReactNode;
}

/** Models from elsewhere, as files. */
export function OpenedFiles({ files, notice, children, ...on }: OpenedFilesProps) {
  const { messages, format } = useLocale();
  const words = messages.taught;
  const heading = useId();
  return (
    <section className="card taught" aria-labelledby={heading}>
      <h2 id={heading}>{words.files}</h2>
      <p className="hint">{words.filesHelp}</p>
      {files.length > 0 && (
        <ul className="taught-files">
          {files.map(({ name, labels }) => (
            <li key={name}>
              <span>
                {name} <span className="hint">{words.labels(format.count(labels.length))}</span>
              </span>
              <button
                type="button"
                className="button wide"
                aria-label={words.closeFile(name)}
                onClick={() => on.onClose(name)}
              >
                {messages.close}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="taught-actions">
        <UploadButton
          kind="model"
          icon="folder"
          name={words.open}
          onFiles={([file]) => file && on.onOpen(file)}
        />
      </div>
      <p className="desk-notice" role="status">
        {notice}
      </p>
      {children}
    </section>
  );
}
