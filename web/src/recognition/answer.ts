/** What a recogniser answers, whoever it was that computed it. */

export const VERDICTS = ["sure", "unsure", "unknown"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Score {
  readonly label: string;
  readonly probability: number;
}

/** The picture after the model's own preprocessing, row by row: a byte a pixel and channel. */
export interface Seen {
  readonly width: number;
  readonly height: number;
  /** Grey, or red, green and blue. */
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Evidence for some labels by place: positive values speak for one, negative ones against it. */
export interface Attention {
  readonly width: number;
  readonly height: number;
  readonly byLabel: ReadonlyMap<string, readonly (readonly number[])[]>;
}

/** Where an answer is computed. */
export const PLACES = ["server", "device"] as const;
export type Place = (typeof PLACES)[number];

export interface Timing {
  /** Milliseconds that the recogniser says it took. */
  readonly recogniser: number;
  /** Milliseconds from asking to having the answer. */
  readonly roundTrip: number;
}

export interface Answer {
  /** Which version answered, as `name@version`. */
  readonly model: string;
  readonly place: Place;
  /** Whether a picture shows exactly one of the labels, or any number of them. */
  readonly task: "one" | "many";
  /** What the picture is given, most probable first; of many labels it may be none. */
  readonly labels: readonly string[];
  /** The most probable one. */
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
