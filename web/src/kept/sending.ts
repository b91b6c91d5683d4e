/** One kept correction, told to the server. */

import type { Correction, NewCorrection } from "../learning/correction";
import type { Job } from "../learning/job";
import { type Failure, passes, RecognitionError } from "../recognition/failure";
import type { KeptCorrection } from "./kept";

/** What is needed of the server. */
export interface Receiver {
  correct(
    correction: NewCorrection,
    profile: string,
  ): Promise<{ readonly correction: Correction; readonly job: Job | null }>;
  withdraw(id: string): Promise<void>;
}

const URN = "urn:vistazo:problem:";
const MISSING = 404;
const SLOW = 408;

/** That it holds, or that it is taken back; the job that learns from it, if there is one. */
export async function tell(server: Receiver, one: KeptCorrection): Promise<Job | null> {
  if (!one.withdrawn) return correct(server, one);
  try {
    await server.withdraw(one.id);
  } catch (error) {
    // What never arrived need not be taken back.
    if (statusOf(error) !== MISSING) throw error;
  }
  return null;
}

async function correct(server: Receiver, one: KeptCorrection): Promise<Job | null> {
  const { id, recognizer, labels, kind, source, newLabels, picture, prediction, profile } = one;
  const said = { id, recognizer, labels, kind, source, newLabels };
  const withPicture = async () =>
    (await server.correct({ ...said, about: { picture } }, profile)).job;
  if (prediction === null) return withPicture();
  try {
    return (await server.correct({ ...said, about: { prediction } }, profile)).job;
  } catch (error) {
    // The prediction was deleted, or never written: the picture itself is here.
    if (statusOf(error) === MISSING) return withPicture();
    throw error;
  }
}

/** Why the server does not take it; null where it may do so later. */
export function refusalIn(error: unknown): Failure | null {
  if (!(error instanceof RecognitionError)) {
    // Nothing was sent: the picture could not be read any more.
    const type = `${URN}damaged-image`;
    return { kind: "problem", type, status: 0, title: "", detail: String(error) };
  }
  const { failure } = error;
  if (failure.kind !== "problem") return passes(failure) ? null : failure;
  // Whoever else answers at this address is away for us.
  const isOurs = failure.type.startsWith(URN);
  return !isOurs || passes(failure) || failure.status === SLOW ? null : failure;
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof RecognitionError) || error.failure.kind !== "problem") return null;
  return error.failure.type.startsWith(URN) ? error.failure.status : null;
}
