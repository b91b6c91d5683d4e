/** The ONNX wire format (Protocol Buffers), field by field; what lies inside one is not looked at. */

export const VARINT = 0;
const FIXED64 = 1;
export const BYTES = 2;
const FIXED32 = 5;

export interface Field {
  readonly number: number;
  /** Of the wire. */
  readonly kind: number;
  /** What it is worth, where it is a number of any length. */
  readonly value: number;
  /** Empty where the value is such a number. */
  readonly bytes: Uint8Array;
  /** All of it, as it lies in the message. */
  readonly raw: Uint8Array;
}

export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const cursor = new Cursor(message);
  while (!cursor.atEnd) {
    const start = cursor.place;
    const tag = cursor.varint();
    const [number, kind] = [Math.floor(tag / 8), tag % 8];
    if (number === 0) throw new RangeError("field number 0 does not exist");
    const value = kind === VARINT ? cursor.varint() : 0;
    const bytes = cursor.value(kind);
    yield { number, kind, value, bytes, raw: message.subarray(start, cursor.place) };
  }
}

export function messagesIn(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  return [...fieldsOf(message)].filter(({ number }) => number === wanted).map(({ bytes }) => bytes);
}

export function textIn(message: Uint8Array, wanted: number): string {
  return new TextDecoder().decode(messagesIn(message, wanted)[0]);
}

/** The message whose fields are what `change` makes of each. */
export function mapped(
  message: Uint8Array,
  change: (field: Field) => readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  return joined([...fieldsOf(message)].flatMap(change));
}

export function field(number: number, bytes: Uint8Array): Uint8Array {
  return joined([varint(number * 8 + BYTES), varint(bytes.length), bytes]);
}

export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  return Uint8Array.from([...bytes, left]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

class Cursor {
  readonly #message: Uint8Array;
  #place = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  get place(): number {
    return this.#place;
  }

  get atEnd(): boolean {
    return this.#place >= this.#message.length;
  }

  /** What follows a tag; nothing of a number, which was read before. */
  value(kind: number): Uint8Array {
    if (kind === VARINT) return this.#take(0);
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
