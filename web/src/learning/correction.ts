/** What a person said about a picture. */

import type { Picture } from "../recognition/picture";

export type Source = "draw" | "upload" | "read" | "history";

/** As it is sent. The id is the page's own, so that sending it twice stores it once. */
export interface NewCorrection {
  readonly id: string;
  readonly recognizer: string;
  /** None where the picture shows nothing that the recogniser knows. */
  readonly labels: readonly string[];
  readonly kind: "confirmed" | "corrected";
  readonly source: Source;
  /** Whether labels that the recogniser does not have yet are to be added. */
  readonly newLabels: boolean;
  /** The recorded prediction that this is about, or else the picture itself. */
  readonly about: { readonly prediction: string } | { readonly picture: Picture };
}

/** As it is kept. */
export interface Correction {
  readonly id: string;
  readonly labels: readonly string[];
  readonly kind: "confirmed" | "corrected";
  /** Whether somebody else says something else about the same picture. */
  readonly conflict: boolean;
  /** Number of the version that has answered it right ever since; null while none has. */
  readonly fixedSince: number | null;
}
