/**
 * Just enough of the ONNX wire format (Protocol Buffers) to read the notes that a model file
 * carries. The graph between them is skipped.
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Field numbers of onnx.proto3: of the model, and of one of its notes. */
const NOTES = 14;
const KEY = 1;
const VALUE = 2;

interface Field {
  readonly number: number;
  /** Empty where the value is a number. */
  readonly bytes: Uint8Array;
}

/** The notes by name; null for bytes that are no such file. */
export function readNotes(file: Uint8Array): ReadonlyMap<string, string> | null {
  try {
    return new Map([...fieldsOf(file)].filter(({ number }) => number === NOTES).map(noteIn));
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

function noteIn({ bytes }: Field): [string, string] {
  const text = new TextDecoder("utf-8", { fatal: true });
  const parts = [...fieldsOf(bytes)];
  const read = (wanted: number) =>
    text.decode(parts.findLast(({ number }) => number === wanted)?.bytes);
  return [read(KEY), read(VALUE)];
}

function* fieldsOf(message: Uint8Array): Generator<Field> {
  const cursor = new Cursor(message);
  while (!cursor.atEnd) {
    const tag = cursor.varint();
    const [number, kind] = [Math.floor(tag / 8), tag % 8];
    if (number === 0) throw new RangeError("field number 0 does not exist");
    yield { number, bytes: cursor.value(kind) };
  }
}

class Cursor {
  readonly #message: Uint8Array;
  #place = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  get atEnd(): boolean {
    return this.#place >= this.#message.length;
  }

  value(kind: number): Uint8Array {
    if (kind === VARINT) {
      this.varint();
      return this.#take(0);
    }
    if (kind === BYTES) return this.#take(this.varint());
    if (kind === FIXED64) return this.#take(8);
    if (kind === FIXED32) return this.#take(4);
    throw new RangeError(`wire type ${kind} does not exist`);
  }

  /** Beyond 2^53 only roughly right, which no length ever is. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = this.#take(1)[0] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a number does not end");
  }

  #take(length: number): Uint8Array {
    const end = this.#place + length;
    if (end > this.#message.length) throw new RangeError("the file breaks off");
    const taken = this.#message.subarray(this.#place, end);
    this.#place = end;
    return taken;
  }
}
