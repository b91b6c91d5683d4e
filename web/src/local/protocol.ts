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
}

export type Task =
  /** Have the model ready; nothing is answered. */
  | { readonly kind: "prepare"; readonly source: Source }
  | {
      readonly kind: "recognise";
      readonly source: Source;
      readonly picture: Picture;
      readonly wishes: Wishes;
    };

export interface Request {
  readonly id: number;
  readonly task: Task;
}

export type Outcome =
  | { readonly kind: "ready" }
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface Reply {
  readonly id: number;
  readonly outcome: Outcome;
}
