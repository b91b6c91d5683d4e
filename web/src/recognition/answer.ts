/** What a recogniser answers, whoever it was that computed it. */

export type Verdict = "sure" | "unsure" | "unknown";

export interface Score {
  readonly label: string;
  readonly probability: number;
}

/** The picture after the model's own preprocessing: one byte a pixel, row by row. */
export interface Seen {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Evidence for each label by place: positive values speak for it, negative ones against it. */
export interface Attention {
  readonly width: number;
  readonly height: number;
  readonly byLabel: ReadonlyMap<string, readonly (readonly number[])[]>;
}

export interface Timing {
  /** Milliseconds that the recogniser says it took. */
  readonly recogniser: number;
  /** Milliseconds from asking to having the answer. */
  readonly roundTrip: number;
}

export interface Answer {
  /** Which version answered, as `name@version`. */
  readonly model: string;
  readonly label: string;
  readonly confidence: number;
  readonly verdict: Verdict;
  readonly novelty: number;
  /** Every label's probability, in the model's own order of labels. */
  readonly scores: readonly Score[];
  readonly seen: Seen | null;
  readonly attention: Attention | null;
  readonly timing: Timing;
}
