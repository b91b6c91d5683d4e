/** What travels between the page and the worker that recognises for it. */

import type { Decision } from "../learning/decision";
import type { Answer } from "../recognition/answer";
import type { Failure } from "../recognition/failure";
import type { Picture } from "../recognition/picture";
import type { Reading } from "../recognition/reading";
import type { Wishes } from "./answers";

/** A model's file. */
export interface Source {
  /** Which version it is, as `name@version`: what lies at the address never changes. */
  readonly model: string;
  /** Complete, since a worker has another base than the page. */
  readonly address: string;
  /** The file itself, where it is at hand; then nothing is fetched. */
  readonly file?: Blob;
  /** What was learned on this device, in the place of the file's own last layer. */
  readonly head?: TaughtHead;
}

/** A last layer that was learned on this device. */
export interface TaughtHead {
  /** What answers with it is called, `name@version+count` of what it learned. */
  readonly id: string;
  /** Milliseconds since 1970: two that learned as much are told apart by it. */
  readonly made: number;
  /** Whose; empty for everybody's. */
  readonly profile: string;
  /** As learning/pack.ts writes it. */
  readonly bytes: ArrayBuffer;
}

/** What somebody said about a picture. */
export interface Remark {
  readonly id: string;
  readonly labels: readonly string[];
  readonly picture: Picture;
}

/** What is to be learned. */
export interface Lesson {
  /** Where the bank of the model's network lies. */
  readonly bank: string;
  /** All that holds, the oldest first. */
  readonly remarks: readonly Remark[];
  readonly profile: string;
  /** Something that was learned is taken back. */
  readonly isUnlearning: boolean;
}

export interface Learned {
  /** Null where nothing had to be learned, or the gate refused. */
  readonly head: TaughtHead | null;
  /** The ids of what it learned. */
  readonly learned: readonly string[];
  /** Null where nothing had to be learned. */
  readonly decision: Decision | null;
}

/** Read the lines of a page. */
export interface ReadTask {
  readonly kind: "read";
  /** Judges single characters beside the reader. */
  readonly source: Source;
  readonly reader: Source;
  readonly picture: Picture;
  /** How many alternatives each character gets. */
  readonly top: number;
}

export type Task =
  /** Have the runtime ready, before it is known for which model. */
  | { readonly kind: "warm" }
  /** Have the model ready, to read with the reader where one is given; nothing is answered. */
  | { readonly kind: "prepare"; readonly source: Source; readonly reader?: Source }
  | {
      readonly kind: "recognise";
      readonly source: Source;
      readonly picture: Picture;
      readonly wishes: Wishes;
    }
  | ReadTask
  | { readonly kind: "learn"; readonly source: Source; readonly lesson: Lesson }
  /** Write the file with what was learned. */
  | { readonly kind: "write"; readonly source: Source };

/**
 * Which runtime is used: the small one lacks what our own models never call, the whole one lacks
 * nothing.
 */
export type Runtime = "small" | "whole";

export interface Request {
  readonly id: number;
  /** The same as long as a worker lives. */
  readonly runtime: Runtime;
  readonly task: Task;
}

/** Nobody waits any more for the answer to the request of that id. */
export interface Withdrawal {
  readonly withdrawn: number;
}

export type Outcome =
  | { readonly kind: "ready" }
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "read"; readonly reading: Reading }
  | { readonly kind: "learned"; readonly learned: Learned }
  | { readonly kind: "written"; readonly file: Uint8Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** The worker is of no use any more; `trapped` where its runtime called what it lacks. */
  | { readonly kind: "broken"; readonly reason: string; readonly trapped: boolean };

export interface Reply {
  readonly id: number;
  readonly outcome: Outcome;
}
