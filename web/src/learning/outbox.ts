/** The way of what was said: kept on this device first, then sent. */

import type { Failure } from "../recognition/failure";
import type { Picture } from "../recognition/picture";
import type { NewCorrection } from "./correction";
import type { Job } from "./job";

/** A correction before anybody else knows of it. */
export interface Said extends Omit<NewCorrection, "about"> {
  readonly picture: Picture;
  readonly profile: string;
  /** Whether this device learns from it; else it goes once it is delivered. */
  readonly stays: boolean;
}

/** What became of sending one. */
export type Sent =
  /** Without a job where there is none, or where it is not known. */
  | { readonly kind: "delivered"; readonly job: Job | null }
  /** It is sent as soon as the server answers. */
  | { readonly kind: "waiting" }
  | { readonly kind: "refused"; readonly failure: Failure }
  /** There is no server. */
  | { readonly kind: "here" };

export interface Outbox {
  /** Keeps it; sent twice it is kept once. */
  keep(said: Said): Promise<void>;
  /** Under which id the server keeps the answer that it is about. */
  note(id: string, prediction: string): Promise<void>;
  /** Sends what waits, the oldest first, as far as this one, which was kept or withdrawn. */
  send(id: string): Promise<Sent>;
  /** What became of it once it does not wait any more. */
  settled(id: string, signal: AbortSignal): Promise<Sent>;
  /** Takes it back here; the server is still to be told, by `send`. */
  withdraw(said: Said): Promise<void>;
  /** Lets what was refused wait again, and sends it. */
  again(ids: readonly string[]): Promise<void>;
  /** Sends what waits, whatever pause is being made. */
  hurry(): void;
}
