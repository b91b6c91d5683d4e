import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { BoardControl } from "../../components/board/BoardPanel";
import { type Ask, LiveRecognition, type Pace } from "../../recognition/live";
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
      live.follow(() => ({ kind: "file", file: given.file }));
    } else if (strokes.length > 0) {
      live.replace(() => pictureOf(strokes));
    } else {
      live.clear();
    }
  }, [live, given, strokes, pictureOf]);

  const grow = (stroke: Stroke) => live.follow(() => pictureOf([...strokes, stroke]));
  return { state, grow };
}

function createPictureOf(aspect: number) {
  const rasterise = createRasteriser(aspect);
  return (strokes: readonly Stroke[]) => {
    const raster = rasterise(strokes);
    return raster && ({ kind: "grey", ...raster } as const);
  };
}
