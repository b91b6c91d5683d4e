/**
 * Many pictures, one after another in parcels: results come while others still travel, a picture
 * that cannot be read fails alone, and what is cut off is sent again.
 */

import type { Answer } from "./answer";
import { type Failure, failureOf, passes } from "./failure";

export interface NamedFile {
  /** With its folders, as far as they are known. */
  readonly name: string;
  readonly file: Blob;
}

interface Archive extends NamedFile {
  readonly kind: "archive";
}

/** What travels at once: some files, or one archive that holds them. */
export type Parcel = { readonly kind: "files"; readonly files: readonly NamedFile[] } | Archive;

/** What is said of one picture, by its place in the parcel. */
export type BatchLine = {
  readonly index: number;
  readonly name: string;
  /** Takes it out of its archive again, where that lies on this device. */
  readonly unpack?: () => Promise<Blob>;
} & (
  | { readonly answer: Answer; readonly prediction: string | null }
  | { readonly failure: Failure }
);

export type Result =
  | { readonly kind: "waiting" }
  /** `prediction` is the id that it is kept under, or null if it is not kept. */
  | { readonly kind: "answered"; readonly answer: Answer; readonly prediction: string | null }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface Entry {
  readonly id: number;
  /** The number of its parcel, and its place there: what lies in an archive comes in any order. */
  readonly place: readonly [number, number];
  readonly name: string;
  /** Null for what lies within an archive. */
  readonly file: Blob | null;
  /** Takes it out of its archive; null where that is not at hand. */
  readonly unpack: (() => Promise<Blob>) | null;
  readonly result: Result;
}

export interface BatchState {
  readonly status: "empty" | "running" | "over" | "cancelled";
  readonly entries: readonly Entry[];
  /** Whether an archive is still being read, so that nobody knows how many there will be. */
  readonly open: boolean;
}

/** Sends a parcel and tells of each answer. */
export type SendParcel = (
  parcel: Parcel,
  onLine: (line: BatchLine) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface BatchPace {
  /** Milliseconds between two pictures of how far it is. */
  readonly gap: number;
  /** Parcels that travel at once: one is read here while the other is recognised there. */
  readonly together: number;
  /** Milliseconds before a parcel that was cut off is sent again. */
  readonly retries: readonly number[];
}

export const BATCH_PACE: BatchPace = { gap: 100, together: 2, retries: [1000, 4000] };

const EMPTY: BatchState = { status: "empty", entries: [], open: false };
const WAITING: Result = { kind: "waiting" };

export class Batch {
  readonly #send: SendParcel;
  readonly #pace: BatchPace;
  readonly #instead: SendParcel | null;
  readonly #listeners = new Set<() => void>();
  readonly #end = new AbortController();
  #entries: Entry[] = [];
  #archives = 0;
  #status: BatchState["status"] = "empty";
  #state: BatchState = EMPTY;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** `instead` deals with what could not be sent. */
  constructor(send: SendParcel, pace: BatchPace = BATCH_PACE, instead: SendParcel | null = null) {
    this.#send = send;
    this.#pace = pace;
    this.#instead = instead;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): BatchState => this.#state;

  /** Recognises everything; resolves when all of it is answered, has failed or was called off. */
  async run(parcels: readonly Parcel[]): Promise<void> {
    const jobs = parcels.map((parcel, number) => this.#take(parcel, number));
    this.#status = "running";
    this.#tell();
    const worker = async () => {
      for (let job = jobs.shift(); job && !this.#over; job = jobs.shift()) await job();
    };
    await Promise.all(Array.from({ length: this.#pace.together }, worker));
    this.#status = this.#over ? "cancelled" : "over";
    this.#tell();
  }

  /** What has been answered stays. */
  cancel(): void {
    this.#end.abort();
  }

  get #over(): boolean {
    return this.#end.signal.aborted;
  }

  /** Notes what a parcel holds, and returns how it is dealt with. */
  #take(parcel: Parcel, number: number): () => Promise<void> {
    if (parcel.kind === "files") {
      const ids = parcel.files.map(({ name, file }, index) =>
        this.#add(name, file, [number, index]),
      );
      return () => this.#sendFiles(ids);
    }
    this.#archives += 1;
    return () => this.#sendArchive(parcel, number);
  }

  async #sendFiles(ids: readonly number[]): Promise<void> {
    const attempt = (send: SendParcel) => {
      const left = ids.flatMap((id) => waitingIn(this.#entries[id]));
      if (left.length === 0) return null;
      const idOf = ({ index }: BatchLine) => left.at(index)?.id;
      return this.#attempt(send, { kind: "files", files: left }, idOf);
    };
    let failure = await attempt(this.#send);
    for (const pause of this.#pace.retries) {
      if (this.#over || failure === null || !passes(failure)) break;
      await rest(pause, this.#end.signal);
      failure = await attempt(this.#send);
    }
    if (!this.#over && this.#instead && failure && passes(failure)) {
      failure = await attempt(this.#instead);
    }
    if (this.#over) return;
    for (const id of ids) this.#giveUp(id, failure ?? { kind: "away" });
  }

  /** Once only: of an archive that was cut off, what came already would stand here twice. */
  async #sendArchive(parcel: Archive, number: number): Promise<void> {
    let came = 0;
    const idOf = ({ name, index, unpack }: BatchLine) => {
      came += 1;
      return this.#add(name, null, [number, index], unpack ?? null);
    };
    let failure = await this.#attempt(this.#send, parcel, idOf);
    if (!this.#over && this.#instead && came === 0 && failure && passes(failure)) {
      failure = await this.#attempt(this.#instead, parcel, idOf);
    }
    const end = [number, Number.POSITIVE_INFINITY] as const;
    if (failure && !this.#over) this.#giveUp(this.#add(parcel.name, null, end), failure);
    this.#archives -= 1;
    this.#tellSoon();
  }

  /** Null where the answer came to its end. */
  async #attempt(
    send: SendParcel,
    parcel: Parcel,
    idOf: (line: BatchLine) => number | undefined,
  ): Promise<Failure | null> {
    const hear = (line: BatchLine) => {
      const id = idOf(line);
      if (id !== undefined) this.#settle(id, resultOf(line));
    };
    try {
      await send(parcel, hear, this.#end.signal);
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }

  #add(
    name: string,
    file: Blob | null,
    place: Entry["place"],
    unpack: Entry["unpack"] = null,
  ): number {
    const id = this.#entries.length;
    this.#entries.push({ id, place, name, file, unpack, result: WAITING });
    return id;
  }

  #giveUp(id: number, failure: Failure): void {
    if (this.#entries[id]?.result === WAITING) this.#settle(id, { kind: "failed", failure });
  }

  #settle(id: number, result: Result): void {
    const entry = this.#entries[id];
    if (entry) this.#entries[id] = { ...entry, result };
    this.#tellSoon();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), this.#pace.gap);
  }

  #tell(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#state = { status: this.#status, entries: [...this.#entries], open: this.#archives > 0 };
    for (const listener of this.#listeners) listener();
  }
}

/** The entry as it is to be sent, if it is. */
function waitingIn(entry: Entry | undefined): { id: number; name: string; file: Blob }[] {
  if (!entry?.file || entry.result !== WAITING) return [];
  return [{ id: entry.id, name: entry.name, file: entry.file }];
}

function resultOf(line: BatchLine): Result {
  if ("failure" in line) return { kind: "failed", failure: line.failure };
  return { kind: "answered", answer: line.answer, prediction: line.prediction };
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
