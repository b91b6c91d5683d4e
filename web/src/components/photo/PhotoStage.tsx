import type { ReactNode } from "react";
import { useLocale } from "../../i18n/context";
import type { Given } from "../board/BoardPanel";
import "../board/board.css";
import { PicturePreview } from "../board/PicturePreview";
import { UploadButton } from "../board/UploadButton";
import { Icon } from "../Icon";
import { useFocusBack } from "../useFocusBack";
import { useMedia } from "../useMedia";

interface PhotoStageProps {
  given: Given | null;
  /** Whether a file is being held over the page. */
  hovering: boolean;
  notice: string | null;
  children?: ReactNode;
  onFiles(files: readonly File[]): void;
  onRemove(): void;
}

/** The photo that is asked about, and the ways to give one. */
export function PhotoStage({ given, hovering, notice, children, ...on }: PhotoStageProps) {
  const { messages } = useLocale();
  const words = messages.photos;
  const hasCamera = useMedia("(pointer: coarse)");
  const panel = useFocusBack(given);
  return (
    <section ref={panel} className="card board photo-stage" aria-label={words.region} tabIndex={-1}>
      <div className="board-paper">
        {!given && (
          <p className="board-prompt">
            <Icon name="picture" />
            {words.prompt}
          </p>
        )}
        {given && <PicturePreview file={given.file} name={given.name} />}
        {hovering && (
          <p className="board-drop">
            <Icon name="upload" />
            {messages.dropHere}
          </p>
        )}
      </div>
      <div className="board-upload">
        <UploadButton name={words.choose} onFiles={on.onFiles} />
        {hasCamera && (
          <UploadButton name={words.camera} kind="camera" icon="camera" onFiles={on.onFiles} />
        )}
        {given && (
          <button type="button" className="button wide" onClick={on.onRemove}>
            <Icon name="close" />
            {words.remove}
          </button>
        )}
        <p className="board-hint">
          <span hidden={notice !== null}>{words.hint}</span>
          <span role="status">{notice}</span>
        </p>
      </div>
      {children}
    </section>
  );
}
