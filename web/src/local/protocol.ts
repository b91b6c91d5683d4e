/** What travels between the page and the worker that recognises for it. */

import type { Answer } from "../recognition/answer";
import type { Failure } from "../recognition/failure";
import type { Picture } from "../recognition/picture";
import type { Wishes } from "./answers";

/** A model's file. */
export interface Source {
  /** Which version it is, as `name@version`: what lies at the address never changes. */
  readonly model: string;
  /** Complete, since a worker has another base than the page. */
  readonly address: string;
  /** The file itself, where it is at hand; then nothing is fetched. */
  readonly file?: Blob;
}

export type Task =
  /** Have the runtime ready, before it is known for which model. */
  | { readonly kind: "warm" }
  /** Have the model ready; nothing is answered. */
  | { readonly kind: "prepare"; readonly source: Source }
  | {
      readonly kind: "recognise";
      readonly source: Source;
      readonly picture: Picture;
      readonly wishes: Wishes;
    };

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

export type Outcome =
  | { readonly kind: "ready" }
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** The worker is of no use any more; `trapped` where its runtime called what it lacks. */
  | { readonly kind: "broken"; readonly reason: string; readonly trapped: boolean };

export interface Reply {
  readonly id: number;
  readonly outcome: Outcome;
}
