import { type Failure, RecognitionError } from "../recognition/failure";
import type { Reason } from "./vistazo";

export class VistazoError extends Error {
  override readonly name = "VistazoError";
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** In the words of this module; what was not foreseen stays what it is. */
export function translated(error: unknown, elsewise: Reason): unknown {
  if (!(error instanceof RecognitionError)) return error;
  return new VistazoError(reasonOf(error.failure) ?? elsewise, error.message);
}

function reasonOf(failure: Failure): Reason | null {
  if (failure.kind !== "problem") return null;
  return failure.status >= 400 && failure.status < 500 ? "unusable-picture" : null;
}
