import { useCallback, useEffect, useRef } from "react";
import type { Origin, Question, Server } from "../../api/client";
import type { Answer } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";
import type { Picture } from "../../recognition/picture";

/** A drawing that has rested for so long is probably finished. */
const REST_MILLISECONDS = 1000;

interface Kept {
  readonly about: unknown;
  readonly model: string;
  readonly profile: string;
  readonly prediction: Promise<string | null>;
}

interface RecordedOptions {
  server: Server;
  question: Question;
  /** What is looked at, by identity: a drawing as it stands, or a given picture. */
  about: unknown;
  state: LiveState<Answer>;
  /** Whether a stroke is being drawn right now. */
  growing: boolean;
  origin: Origin;
  /** Whether it may be kept: what stays on this device is not. */
  kept: boolean;
  /** Under which id this was kept before it came here, and as answered by whom. */
  earlier?: Recorded | null;
}

export interface Recorded {
  readonly model: string;
  readonly profile: string;
  readonly prediction: string;
}

/**
 * Keeps each drawing in the history once: when it has rested, or when something is said about it.
 * Returns a function that tells under which id.
 */
export function useRecorded({ server, question, about, state, ...options }: RecordedOptions) {
  const { growing, origin, kept: isKept, earlier = null } = options;
  const kept = useRef<Kept | null>(null);
  const { model, prior, profile } = question;
  const { source, filename } = origin;
  const predictionOf = useCallback(
    (picture: Picture): Promise<string | null> => {
      if (earlier?.model === model && earlier.profile === profile) {
        return Promise.resolve(earlier.prediction);
      }
      if (!isKept) return Promise.resolve(null);
      const last = kept.current;
      if (last && last.about === about && last.model === model && last.profile === profile) {
        return last.prediction;
      }
      // What cannot be kept can still be corrected: the picture goes along then.
      const prediction = server
        .record({ model, prior, profile }, picture, { source, filename })
        .catch(() => null);
      kept.current = { about, model, profile, prediction };
      return prediction;
    },
    [server, about, model, prior, profile, source, filename, earlier, isKept],
  );
  useEffect(() => {
    if (state.status !== "answered" || growing) return;
    const { picture } = state;
    const rest = picture.kind === "file" ? 0 : REST_MILLISECONDS;
    const timer = setTimeout(() => void predictionOf(picture), rest);
    return () => clearTimeout(timer);
  }, [state, growing, predictionOf]);
  return predictionOf;
}
