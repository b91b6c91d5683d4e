/** What people said about pictures. */

import type { Picture } from "../recognition/picture";

export type Source = "draw" | "upload" | "read" | "history" | "batch";

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

/** The same with all that the list of corrections tells. */
export interface CorrectionRecord extends Correction {
  readonly createdAt: Date;
  readonly recognizer: string;
  /** sha256 of the picture. */
  readonly image: string;
  /** What had been answered; null where nothing had been. */
  readonly predicted: readonly string[] | null;
  /** Whose style it shows; empty for everybody's. */
  readonly profile: string;
  /** Empty where nobody said who they are. */
  readonly author: string;
  readonly source: string;
  readonly state: "current" | "superseded" | "withdrawn";
}

export const CORRECTION_STATES = ["current", "superseded", "withdrawn", "conflict"] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];

export interface CorrectionFilter {
  readonly recognizer: string | null;
  readonly label: string | null;
  readonly author: string | null;
  readonly state: CorrectionState | null;
}

export const NO_CORRECTION_FILTER: CorrectionFilter = {
  recognizer: null,
  label: null,
  author: null,
  state: null,
};

export interface CorrectionPage {
  /** How many there are in all. */
  readonly total: number;
  readonly corrections: readonly CorrectionRecord[];
}

/** A filter by the server's names; an emptied field means any. */
export function correctionParameters(filter: CorrectionFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
}
