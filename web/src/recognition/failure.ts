/** Why there is no answer. */

export type Failure =
  /** Nobody answered: the server is down, or the network is. */
  | { readonly kind: "away" }
  /** The server is there and has too much to do. */
  | { readonly kind: "busy" }
  /** Found before sending: the file is larger than the server takes. */
  | { readonly kind: "tooLarge"; readonly bytes: number; readonly limit: number }
  /** The server said what is wrong, as a problem document (RFC 9457). */
  | {
      readonly kind: "problem";
      readonly type: string;
      readonly status: number;
      readonly title: string;
      readonly detail: string;
    };

export class RecognitionError extends Error {
  override readonly name = "RecognitionError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind === "problem" ? failure.detail : failure.kind);
    this.failure = failure;
  }
}

/** Whether asking again with the same picture may help. */
export function passes(failure: Failure): boolean {
  if (failure.kind === "problem") return failure.status === 503;
  return failure.kind === "away" || failure.kind === "busy";
}

export function failureOf(error: unknown): Failure {
  return error instanceof RecognitionError ? error.failure : { kind: "away" };
}

/** A failure for a file that other programs read: the server's own words where there are any. */
export function failureText(failure: Failure): string {
  if (failure.kind !== "problem") return failure.kind;
  return failure.detail || failure.title || failure.type;
}
