/** Just enough of the WebAssembly format to rewrite a module's functions. */

export const GLOBALS = 6;
export const EXPORTS = 7;
export const CODE = 10;
const IMPORTS = 2;
const HEAD_BYTES = 8;

export interface Section {
  readonly id: number;
  readonly content: Uint8Array;
}

export function sectionsOf(module: Uint8Array): readonly Section[] {
  const sections: Section[] = [];
  for (let place = HEAD_BYTES; place < module.length; ) {
    const id = module[place] ?? 0;
    const [length, start] = readNumber(module, place + 1);
    sections.push({ id, content: module.subarray(start, start + length) });
    place = start + length;
  }
  return sections;
}

export function joined(module: Uint8Array, sections: readonly Section[]): Uint8Array {
  const parts = sections.flatMap(({ id, content }) => [
    Uint8Array.of(id),
    number(content.length),
    content,
  ]);
  return concat(module.subarray(0, HEAD_BYTES), ...parts);
}

/** The functions' bodies, without the length that stands before each. */
export function bodiesOf(code: Uint8Array): readonly Uint8Array[] {
  const [count, first] = readNumber(code, 0);
  let place = first;
  return Array.from({ length: count }, () => {
    const [length, start] = readNumber(code, place);
    place = start + length;
    return code.subarray(start, place);
  });
}

export function codeOf(bodies: readonly Uint8Array[]): Uint8Array {
  return listOf(
    bodies.flatMap((body) => [number(body.length), body]),
    bodies.length,
  );
}

/** Puts entries at the end of a list, as those of the globals and the exports are. */
export function extended(list: Uint8Array, added: readonly Uint8Array[]): Uint8Array {
  const [count, start] = readNumber(list, 0);
  return listOf([list.subarray(start), ...added], count + added.length);
}

export function countOf(list: Uint8Array): number {
  return readNumber(list, 0)[0];
}

/** Where a body's instructions begin, behind its local variables. */
export function startOfInstructions(body: Uint8Array): number {
  let [groups, place] = readNumber(body, 0);
  for (; groups > 0; groups -= 1) place = readNumber(body, place)[1] + 1;
  return place;
}

/** Imported globals have the first numbers; a module without any keeps this simple. */
export function importsGlobals(module: Uint8Array): boolean {
  const imports = sectionsOf(module).find(({ id }) => id === IMPORTS)?.content;
  return imports !== undefined && kindsIn(imports).includes(3);
}

function kindsIn(imports: Uint8Array): readonly number[] {
  const [count, first] = readNumber(imports, 0);
  let place = first;
  const skip = (numbers: number) => {
    for (; numbers > 0; numbers -= 1) place = readNumber(imports, place)[1];
  };
  return Array.from({ length: count }, () => {
    for (const _ of ["module", "name"]) {
      const [length, start] = readNumber(imports, place);
      place = start + length;
    }
    const kind = imports[place] ?? 0;
    place += 1;
    if (kind === 0) skip(1);
    else if (kind === 3) place += 2;
    else {
      if (kind === 1) place += 1;
      const hasMost = (imports[place] ?? 0) % 2 === 1;
      place += 1;
      skip(hasMost ? 2 : 1);
    }
    return kind;
  });
}

/** A number as LEB128. */
export function number(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = Math.floor(rest / 128);
    bytes.push((rest % 128) + (more > 0 ? 128 : 0));
    rest = more;
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

/** A number and where the next thing begins. */
function readNumber(bytes: Uint8Array, start: number): [number, number] {
  let [value, place, shift] = [0, start, 1];
  for (; ; shift *= 128) {
    const byte = bytes[place] ?? 0;
    place += 1;
    value += (byte % 128) * shift;
    if (byte < 128) return [value, place];
  }
}

function listOf(entries: readonly Uint8Array[], count: number): Uint8Array {
  return concat(number(count), ...entries);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
