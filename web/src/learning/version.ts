/** Versions of a recogniser, and who put which of them live. */

import type { Decision } from "./decision";

export type Mode = "automatic" | "manual";

export interface Version {
  readonly model: string;
  readonly number: number;
  readonly createdAt: Date;
  readonly kind: "shipped" | "refit" | "deep";
  /** Whose; empty for everybody's. */
  readonly profile: string;
  readonly author: string;
  /** How many corrections it learned from. */
  readonly corrections: number;
  readonly decision: Decision | null;
  readonly live: boolean;
}

export interface Promotion {
  readonly action: "install" | "promote" | "rollback" | "reset";
  readonly model: string;
  readonly number: number;
  readonly previous: string | null;
  readonly author: string;
  readonly reason: string;
  /** Whether it went live against the gate. */
  readonly override: boolean;
  readonly createdAt: Date;
  readonly profile: string;
}

/** Newest first. */
export interface VersionList {
  readonly champion: string;
  readonly mode: Mode;
  readonly versions: readonly Version[];
  readonly log: readonly Promotion[];
}

export interface CorrectionDiff {
  readonly id: string;
  readonly image: string;
  readonly labels: readonly string[];
  readonly rightA: boolean;
  readonly rightB: boolean;
}

export interface VersionDiff {
  readonly a: string;
  readonly b: string;
  /** On pictures that nobody learns from; null where there are none. */
  readonly golden: {
    readonly samples: number;
    readonly accuracyA: number;
    readonly accuracyB: number;
    readonly both: number;
    readonly onlyA: number;
    readonly onlyB: number;
    readonly neither: number;
    /** How often chance alone would differ as much. */
    readonly p: number;
  } | null;
  readonly corrections: readonly CorrectionDiff[];
}

/** Whether a version goes live only against the gate. */
export function isRefused({ decision }: Version): boolean {
  return decision !== null && !decision.approved;
}

/** What was live before the version that is: where a roll-back leads. */
export function previousOf({ versions, log, champion }: VersionList): Version | undefined {
  const last = log.find(({ model }) => model === champion);
  return versions.find(({ model }) => model === last?.previous);
}
