import { useMemo } from "react";
import type { Question } from "../../api/client";
import type { Answer } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";
import type { FilePicture } from "../../recognition/picture";
import type { Places } from "../place/usePlaces";
import { useAsked } from "./useAsked";

export interface PhotoAnswer {
  /** With each label's own threshold: what is kept, corrected and learned. */
  readonly own: LiveState<Answer>;
  /** With the threshold that a person chose, if they did. */
  readonly shown: LiveState<Answer>;
  again(): void;
}

/** What a photo is answered, at each label's own threshold and at the chosen one. */
export function usePhotoAnswer(
  places: Places,
  question: Question,
  threshold: number | null,
  picture: FilePicture | null,
): PhotoAnswer {
  const topic = `${question.model} ${question.profile}`;
  const askOwn = useMemo(() => places.recogniser(question), [places, question]);
  const askChosen = useMemo(
    () => (threshold === null ? null : places.recogniser({ ...question, threshold })),
    [places, question, threshold],
  );
  const own = useAsked(askOwn, picture, topic);
  const chosen = useAsked(askChosen, picture, topic);
  const ready = chosen.state.status === "answered" || chosen.state.status === "failed";
  return {
    own: own.state,
    shown: threshold !== null && ready ? chosen.state : own.state,
    again() {
      own.again();
      if (threshold !== null) chosen.again();
    },
  };
}
