/** Recognisers of Vistazo in any page: pictures in, calibrated answers out, on this device. */

export type Verdict = "sure" | "unsure" | "unknown";

export interface Score {
  readonly label: string;
  /** From 0 to 1. */
  readonly probability: number;
}

export interface Answer {
  /** Which file answered: its name, and the beginning of its SHA-256 where pages may compute it. */
  readonly model: string;
  /** The most probable label. */
  readonly label: string;
  /** What the picture is given; of many labels it may be none. */
  readonly labels: readonly string[];
  readonly confidence: number;
  /** `unknown`: like nothing that the model was trained on. */
  readonly verdict: Verdict;
  /** From 0 to 1. */
  readonly novelty: number;
  /** Every label, most probable first. */
  readonly scores: readonly Score[];
  /** How long it took. */
  readonly milliseconds: number;
}

/** A byte a pixel, row by row; either ink on paper or the other way round. */
export interface GreyPixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A Blob holds a PNG, JPEG or WebP. Under Node.js there are grey pixels only. */
export type Picture = Blob | ImageData | HTMLCanvasElement | OffscreenCanvas | GreyPixels;

export interface Wishes {
  /** A name among the model's priors; without it the model's own. */
  readonly prior?: string | null;
  /** For models with many labels: one for all, from 0 to 1, instead of each label's own. */
  readonly threshold?: number | null;
  /** Gives the question up. */
  readonly signal?: AbortSignal;
}

export type Reason =
  /** No file could be fetched. */
  | "model-not-found"
  /** The file is no model of Vistazo's, or a damaged one. */
  | "invalid-model"
  /** The picture is none, damaged, or too large. */
  | "unusable-picture"
  /** This browser cannot run the model, or it was asked for what the model does not have. */
  | "unavailable";

export class VistazoError extends Error {
  readonly reason: Reason;
}

export class Recogniser {
  /**
   * Opens a model file by its address, which may be relative to the page, or its bytes.
   * Throws VistazoError.
   */
  static open(file: string | URL | Blob | ArrayBuffer | Uint8Array): Promise<Recogniser>;
  private constructor();
  readonly name: string;
  /** As an answer has it. */
  readonly model: string;
  /** In the model's own order. */
  readonly labels: readonly string[];
  /** Whether a picture shows exactly one of the labels, or any number of them. */
  readonly task: "one" | "many";
  readonly input: "ink" | "photo";
  readonly priors: readonly string[];
  /** Throws VistazoError. */
  recognise(picture: Picture, wishes?: Wishes): Promise<Answer>;
}

/**
 * `<vistazo-canvas model="digits.onnx">`: a board that is recognised while one draws on it.
 *
 * Attributes: `model` (an address), `prior`, `lang` (en or es; the page's unless told), `bars` (how
 * many labels are shown; 5), `name` (for a form). Events that bubble: `answer` with an Answer as
 * its detail, `clear`, and `failure` with a VistazoError.
 */
export interface VistazoCanvas extends HTMLElement {
  /** The label of the last answer; empty where there is none, or nothing known was drawn. */
  readonly value: string;
  readonly answer: Answer | null;
  undo(): void;
  redo(): void;
  clear(): void;
}

/** Makes the element known to the page; once is enough. */
export function defineCanvas(name?: string): void;

declare global {
  interface HTMLElementTagNameMap {
    "vistazo-canvas": VistazoCanvas;
  }
}
