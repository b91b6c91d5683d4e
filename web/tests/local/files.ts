/** Model files without a graph, and pictures without pixels, byte by byte. */

export function noteFile(notes: Readonly<Record<string, string>>): Uint8Array {
  const producer = field(2, text("tests"));
  const irVersion = [0x08, 0x0a];
  const graph = field(7, Array(300).fill(0x0a));
  const written = Object.entries(notes).flatMap(([key, value]) =>
    field(14, [...field(1, text(key)), ...field(2, text(value))]),
  );
  return Uint8Array.from([...irVersion, ...producer, ...graph, ...written]);
}

export function field(number: number, bytes: readonly number[]): readonly number[] {
  return [number * 8 + 2, ...varint(bytes.length), ...bytes];
}

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

export function text(value: string): readonly number[] {
  return [...new TextEncoder().encode(value)];
}

/** Each character's code as a byte. */
export function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : part,
    ),
  );
}
