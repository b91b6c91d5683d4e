import { useEffect, useState } from "react";
import type { Question, Server } from "../../api/client";
import type { Answer, Attention } from "../../recognition/answer";
import type { FilePicture } from "../../recognition/picture";

interface Looked {
  readonly answer: Answer;
  readonly label: string;
  readonly attention: Attention | null;
}

/**
 * Where the model looked for `label`. An answer brings that along for the labels that it gives;
 * for others it is asked for. Null until it is known.
 */
export function useLooking(
  server: Server,
  question: Question,
  picture: FilePicture | null,
  answer: Answer | null,
  label: string | null,
): Attention | null {
  const [looked, setLooked] = useState<Looked | null>(null);
  const known = label !== null && answer?.attention?.byLabel.has(label) === true;
  useEffect(() => {
    if (!answer || !picture || label === null || known) return;
    const asking = new AbortController();
    server.photos
      .looker(question, label)(picture, asking.signal)
      .then(
        (attention) => !asking.signal.aborted && setLooked({ answer, label, attention }),
        // Without it the place stays empty; the answer itself is there.
        () => {},
      );
    return () => asking.abort();
  }, [server, question, picture, answer, label, known]);
  if (known) return answer.attention;
  if (!answer || !looked?.attention || looked.answer !== answer || looked.label !== label) {
    return null;
  }
  // All on one scale, so that weak evidence looks weak.
  const { byLabel } = looked.attention;
  return {
    ...looked.attention,
    byLabel: new Map([...(answer.attention?.byLabel ?? []), ...byLabel]),
  };
}
