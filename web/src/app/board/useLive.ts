import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { BoardControl } from "../../components/board/BoardPanel";
import { type Ask, LiveRecognition, type Pace, type Source } from "../../recognition/live";
import { createRasteriser } from "../../strokes/raster";
import type { Stroke } from "../../strokes/stroke";

/** The answer to `question` about a board, kept in step with it. */
export function useLive<Answer>(
  question: Ask<Answer>,
  { strokes, given }: BoardControl,
  aspect: number,
  pace: Pace,
) {
  const live = useMemo(() => new LiveRecognition(question, pace), [question, pace]);
  const state = useSyncExternalStore(live.subscribe, live.state);
  const pictureOf = useMemo(() => createPictureOf(aspect), [aspect]);
  const source = useRef<Source | null>(null);
  // A stroke grows upon the strokes that were there when it began.
  const [base, setBase] = useState<readonly Stroke[] | null>(null);

  useEffect(() => {
    window.addEventListener("online", live.retryNow);
    return () => {
      window.removeEventListener("online", live.retryNow);
      live.clear();
    };
  }, [live]);
  useEffect(() => {
    if (given) {
      // What the last answer was about is out of sight: it must not stand beside the new picture.
      live.clear();
      source.current = () => ({ kind: "file", file: given.file });
      live.follow(source.current);
    } else if (strokes.length > 0) {
      source.current = () => pictureOf(strokes);
      live.replace(source.current);
    } else {
      source.current = null;
      live.clear();
    }
  }, [live, given, strokes, pictureOf]);

  const grow = (stroke: Stroke) => {
    setBase(strokes);
    live.follow(() => pictureOf([...strokes, stroke]));
  };
  /** Asks the same once more: another version may answer it by now. */
  const again = useCallback(() => {
    if (source.current) live.replace(source.current);
  }, [live]);
  return { state, grow, growing: base === strokes && given === null, again };
}

function createPictureOf(aspect: number) {
  const rasterise = createRasteriser(aspect);
  return (strokes: readonly Stroke[]) => {
    const raster = rasterise(strokes);
    return raster && ({ kind: "grey", ...raster } as const);
  };
}
