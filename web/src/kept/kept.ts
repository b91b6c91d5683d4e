/** What this device keeps: what was said about pictures, and what was learned from it here. */

import type { Source } from "../learning/correction";
import type { Failure } from "../recognition/failure";
import type { Picture } from "../recognition/picture";

/** How far a correction is on its way to the server. */
export type Delivery =
  | "waiting"
  | "delivered"
  /** The server does not take it. */
  | "refused"
  /** There is no server, so it stays. */
  | "here";

export interface KeptCorrection {
  /** The page's own: to the server it is the same correction however often it is sent. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly recognizer: string;
  /** Empty for everybody's. */
  readonly profile: string;
  readonly labels: readonly string[];
  readonly kind: "confirmed" | "corrected";
  readonly source: Source;
  readonly newLabels: boolean;
  readonly picture: Picture;
  readonly delivery: Delivery;
  /** Taken back; while it waits, the server is still to be told. */
  readonly withdrawn: boolean;
  /** Whether this device learns from it; else it goes once it is delivered. */
  readonly stays: boolean;
  /** Under which id the answer was recorded; null where it was not. */
  readonly prediction: string | null;
  /** Why the server does not take it. */
  readonly refusal: Failure | null;
}

/** What is to be different; null where it is to go. */
export type Change =
  | Partial<KeptCorrection>
  | ((correction: KeptCorrection) => Partial<KeptCorrection> | null);

/** A last layer that was learned on this device. */
export interface TaughtHead {
  readonly recognizer: string;
  readonly profile: string;
  /** Of which version it is the last layer, as `name@hash`. */
  readonly base: string;
  readonly bytes: ArrayBuffer;
  /** The ids of the corrections that it learned. */
  readonly learned: readonly string[];
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

export type Unsubscribe = () => void;

export interface Kept {
  /** False once something is only kept until the page is closed: storage is refused or full. */
  readonly durable: boolean;
  readonly corrections: {
    /** In the order in which they were put; only those that are so far on their way, or all. */
    all(delivery?: Delivery): Promise<readonly KeptCorrection[]>;
    /** How many are so far on their way. */
    count(delivery: Delivery): Promise<number>;
    find(id: string): Promise<KeptCorrection | undefined>;
    /** One with the same id takes the place of the older one. */
    put(correction: KeptCorrection): Promise<void>;
    /** In one step, whatever other tabs do. Does nothing where there is no such correction. */
    change(id: string, change: Change): Promise<void>;
    remove(ids: readonly string[]): Promise<void>;
    /** Tells of changes, also of other tabs, and of `durable`. */
    subscribe(listener: () => void): Unsubscribe;
  };
  /** One for each recogniser and profile. */
  readonly heads: {
    all(): Promise<readonly TaughtHead[]>;
    put(head: TaughtHead): Promise<void>;
    remove(recognizer: string, profile: string): Promise<void>;
    subscribe(listener: () => void): Unsubscribe;
  };
  /**
   * Removes what this device learned for a recogniser, and from which corrections. Those that are
   * still to be sent, or that the server does not take, stay.
   */
  forget(recognizer: string): Promise<void>;
}
