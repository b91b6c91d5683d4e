/** Corrections on their way: saved, learned, asked about again. Several may be under way at once. */

import type { Failure } from "../recognition/failure";
import type { Picture } from "../recognition/picture";
import type { JobProgress } from "./job";
import type { Outcome } from "./outcome";

export type Step =
  | { readonly kind: "saving" }
  /** Kept on this device; the server does not take it. It can be tried again. */
  | { readonly kind: "unsaved"; readonly failure: Failure }
  /** Kept on this device, until the server answers. */
  | { readonly kind: "waiting" }
  /** Kept; that an answer was right needs nothing more to be done. */
  | { readonly kind: "saved" }
  | { readonly kind: "learning"; readonly progress: JobProgress | null }
  | { readonly kind: "asking" }
  | { readonly kind: "over"; readonly outcome: Outcome }
  /** Kept; what became of it could not be found out. */
  | { readonly kind: "unclear"; readonly failure: Failure }
  | { readonly kind: "withdrawn" }
  /** To be taken back, and it could not be. */
  | { readonly kind: "kept"; readonly failure: Failure };

export interface Flow {
  /** The correction's own id. */
  readonly id: string;
  /** What the correction is about, by identity: a drawing, a card, a place in a text. */
  readonly about: unknown;
  readonly picture: Picture;
  readonly labels: readonly string[];
  readonly kind: "confirmed" | "corrected";
  readonly recognizer: string;
  readonly step: Step;
}

export type FlowChange =
  | { readonly kind: "begin"; readonly flow: Omit<Flow, "step"> }
  | { readonly kind: "step"; readonly id: string; readonly step: Step }
  | { readonly kind: "dismiss"; readonly id: string };

/** Newest last. */
export function changed(flows: readonly Flow[], change: FlowChange): readonly Flow[] {
  switch (change.kind) {
    case "begin":
      // What is over makes room; what the server does not take stays until it does.
      return [...flows.filter(isOpen), { ...change.flow, step: { kind: "saving" } }];
    case "step":
      return flows.map((flow) => (flow.id === change.id ? { ...flow, step: change.step } : flow));
    case "dismiss":
      return flows.filter(({ id }) => id !== change.id);
  }
}

/** The one to show: what could not be saved first, else the newest. */
export function shownOf(flows: readonly Flow[]): Flow | undefined {
  return flows.findLast(({ step }) => step.kind === "unsaved") ?? flows.at(-1);
}

/** The newest that says something about this. */
export function flowAbout(flows: readonly Flow[], about: unknown): Flow | undefined {
  return flows.findLast((flow) => flow.about === about && flow.step.kind !== "withdrawn");
}

function isBusy({ step }: Flow): boolean {
  return step.kind === "saving" || step.kind === "learning" || step.kind === "asking";
}

/** Whether nothing is left to be done about it. */
export function isFinished(flow: Flow): boolean {
  return !isOpen(flow);
}

function isOpen(flow: Flow): boolean {
  return isBusy(flow) || flow.step.kind === "unsaved";
}
