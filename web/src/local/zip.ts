/**
 * Zips of pictures: the list of entries is read with care, and one entry at a time is unpacked.
 * The limits are those of vistazo/service/zips.py.
 */

import { RecognitionError } from "../recognition/failure";
import { crc32 } from "./crc";
import { pictureProblem } from "./problem";

const MOST_FILES = 10_000;
const LIST_BYTES = 4 * 2 ** 20;
const TOTAL_BYTES = 4 * 2 ** 30;
/** No picture is packed more tightly than this; small files may be. */
const RATIO = 100;
const RATIO_FROM = 2 ** 20;

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_REMARK = 0xffff;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const HEAD = 0x04034b50;
const HEAD_BYTES = 30;
const ENCRYPTED = 0x1;
const UTF8 = 0x800;
const STORED = 0;
const DEFLATED = 8;
/** How a zip begins, and an empty one. */
const ZIPS: ReadonlySet<number> = new Set([HEAD, END]);

export interface PictureZip {
  /** Of the entries; folders and hidden files are left out. */
  readonly names: readonly string[];
  /** Unpacks one entry. */
  read(place: number): Promise<Blob>;
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly sum: number;
  readonly packed: number;
  readonly size: number;
  /** Where its head lies in the file. */
  readonly place: number;
}

/** Reads the list of entries, each of which may have `limit` bytes. */
export async function openZip(file: Blob, limit: number): Promise<PictureZip> {
  const entries = (await entriesOf(file)).filter(({ name }) => isWanted(name));
  if (entries.length > MOST_FILES) throw tooMuch();
  if (entries.reduce((sum, { size }) => sum + size, 0) > TOTAL_BYTES) throw tooMuch();
  return {
    names: entries.map(({ name }) => name),
    async read(place) {
      const entry = entries[place];
      if (!entry) throw new RangeError(`The zip has no entry ${place}.`);
      check(entry, limit);
      const bytes = await unpacked(file, entry, limit);
      if (bytes.length >= 4 && ZIPS.has(viewOf(bytes).getUint32(0, true))) {
        throw pictureProblem("unsupported-image", "A zip inside a zip is not looked into.");
      }
      return new Blob([bytes]);
    },
  };
}

async function entriesOf(file: Blob): Promise<readonly Entry[]> {
  const first = Math.max(0, file.size - END_BYTES - LONGEST_REMARK);
  const tail = viewOf(await bytesOf(file.slice(first)));
  const end = endIn(tail);
  if (end === null) throw unreadable();
  const count = tail.getUint16(end + 10, true);
  const length = tail.getUint32(end + 12, true);
  if (count > MOST_FILES || length > LIST_BYTES) throw tooMuch();
  const start = first + end - length;
  // What stands before the zip, as in an archive that unpacks itself, moves all places.
  const shift = start - tail.getUint32(end + 16, true);
  if (start < 0 || shift < 0) throw unreadable();
  const list = await bytesOf(file.slice(start, start + length));
  return attempt(() => listed(list, count, shift));
}

/** Where the list's end is told, which only a remark may follow. */
function endIn(tail: DataView): number | null {
  for (let place = tail.byteLength - END_BYTES; place >= 0; place -= 1) {
    if (tail.getUint32(place, true) !== END) continue;
    if (place + END_BYTES + tail.getUint16(place + 20, true) === tail.byteLength) return place;
  }
  return null;
}

function listed(list: Uint8Array, count: number, shift: number): readonly Entry[] {
  const view = viewOf(list);
  let at = 0;
  return Array.from({ length: count }, () => {
    const number = (offset: number) => view.getUint32(at + offset, true);
    const short = (offset: number) => view.getUint16(at + offset, true);
    if (number(0) !== ENTRY) throw new RangeError("an entry does not begin where it should");
    const flags = short(8);
    const named = at + ENTRY_BYTES;
    const name = textOf(list.subarray(named, named + short(28)), flags);
    const sizes = { packed: number(20), size: number(24), place: number(42) + shift };
    const entry = { name, flags, method: short(10), sum: number(16), ...sizes };
    at = named + short(28) + short(30) + short(32);
    return entry;
  });
}

function textOf(bytes: Uint8Array, flags: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    if (flags & UTF8) throw new RangeError("a name is no text");
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function isWanted(name: string): boolean {
  if (name.endsWith("/")) return false;
  const parts = name.split(/[/\\]/);
  const hidden = parts.some((part) => /^\.[^.]|^\.\..+/.test(part));
  return !hidden && !parts.includes("__MACOSX");
}

function check({ flags, method, packed, size }: Entry, limit: number): void {
  if (flags & ENCRYPTED) throw pictureProblem("unsupported-image", "It is encrypted.");
  if (method !== STORED && method !== DEFLATED) {
    throw pictureProblem("unsupported-image", "It is packed in a way that is not read.");
  }
  if (size > limit) throw new RecognitionError({ kind: "tooLarge", bytes: size, limit });
  if (size > Math.max(RATIO_FROM, RATIO * packed)) {
    throw pictureProblem("damaged-image", "No picture is packed as tightly as this.");
  }
}

async function unpacked(file: Blob, entry: Entry, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const { place, packed, method, size, sum } = entry;
  const head = viewOf(await bytesOf(file.slice(place, place + HEAD_BYTES)));
  if (head.byteLength < HEAD_BYTES || head.getUint32(0, true) !== HEAD) throw damaged();
  const start = place + HEAD_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  const content = file.slice(start, start + packed);
  const bytes = method === STORED ? await bytesOf(content) : await inflated(content, limit);
  if (bytes.length !== size || crc32(bytes) !== sum) throw damaged();
  return bytes;
}

/** Whatever the list says of its size, it is not unpacked beyond the limit. */
async function inflated(content: Blob, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = content.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts: BlobPart[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > limit) throw damaged();
      parts.push(value);
    }
  } catch {
    reader.cancel().catch(() => {});
    throw damaged();
  }
  return bytesOf(new Blob(parts));
}

function attempt<Found>(read: () => Found): Found {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw unreadable();
    throw error;
  }
}

async function bytesOf(content: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await content.arrayBuffer());
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function damaged() {
  return pictureProblem("damaged-image", "It cannot be unpacked; zip it again.");
}

function zipProblem(kind: "zip-unreadable" | "zip-too-large", status: number, detail: string) {
  const type = `urn:vistazo:problem:${kind}`;
  return new RecognitionError({ kind: "problem", type, status, title: "", detail });
}

function unreadable() {
  return zipProblem("zip-unreadable", 400, "This is no zip, or it is damaged; zip it again.");
}

function tooMuch() {
  const detail = `A zip may have up to ${MOST_FILES} files and unpack to 4 GiB; divide it.`;
  return zipProblem("zip-too-large", 413, detail);
}
