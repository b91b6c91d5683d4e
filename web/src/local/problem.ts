/** What can go wrong here, in the words that the server has for the same. */

import { RecognitionError } from "../recognition/failure";

const URN = "urn:vistazo:problem:";

const PICTURE_PROBLEMS = {
  "empty-image": 400,
  "image-too-large": 413,
  "unsupported-image": 415,
  "damaged-image": 422,
} as const;

/** A picture that cannot be used. */
export function pictureProblem(kind: keyof typeof PICTURE_PROBLEMS, detail: string) {
  const status = PICTURE_PROBLEMS[kind];
  return new RecognitionError({ kind: "problem", type: URN + kind, status, title: "", detail });
}

/** A model, or a browser, that cannot be used: the picture is not at fault. */
export function modelProblem(detail: string) {
  const type = `${URN}invalid-model`;
  return new RecognitionError({ kind: "problem", type, status: 0, title: "", detail });
}
