/** Recognises many pictures on this device, one after another. */

import type { Answer } from "../recognition/answer";
import type { BatchLine, NamedFile, SendParcel } from "../recognition/batch";
import { failureOf, passes } from "../recognition/failure";
import type { Ask } from "../recognition/live";

/** `limit` is how many bytes one picture may have. */
export function createSender(ask: Ask<Answer>, limit: number): SendParcel {
  async function lineOf({ name, file }: NamedFile, index: number, signal: AbortSignal) {
    const line = { index, name };
    if (file.size > limit) {
      return { ...line, failure: { kind: "tooLarge", bytes: file.size, limit } } as const;
    }
    const answer = await ask({ kind: "file", file }, signal);
    // What it saw takes more room than all the rest, and nobody looks at it here.
    return { ...line, answer: { ...answer, seen: null, attention: null }, prediction: null };
  }

  return async (parcel, onLine, signal) => {
    const tell = async (index: number, name: string, look: () => Promise<BatchLine>) => {
      try {
        const line = await look();
        if (!signal.aborted) onLine(line);
      } catch (error) {
        const failure = failureOf(error);
        // What passes is tried again with all that is left.
        if (passes(failure) && parcel.kind === "files") throw error;
        if (!signal.aborted) onLine({ index, name, failure });
      }
    };
    if (parcel.kind === "files") {
      for (const [index, one] of parcel.files.entries()) {
        if (signal.aborted) return;
        await tell(index, one.name, () => lineOf(one, index, signal));
      }
      return;
    }
    const { openZip } = await import("./zip");
    const zip = await openZip(parcel.file, limit);
    for (const [index, name] of zip.names.entries()) {
      if (signal.aborted) return;
      const unpack = () => zip.read(index);
      await tell(index, name, async () => ({
        ...(await lineOf({ name, file: await unpack() }, index, signal)),
        unpack,
      }));
    }
  };
}
