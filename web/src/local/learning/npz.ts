/** Arrays in an archive, as NumPy writes them: NPY files in a ZIP file. */

import { modelProblem } from "../problem";

export interface Found {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int8Array | string;
}

const END_BYTES = 22;
const [END, ENTRY, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50];
const [STORED, DEFLATED] = [0, 8];

/** The arrays by name: numbers of 16 or 32 bits with a point as float32, whole ones as they fit. */
export async function readArrays(
  archive: Uint8Array<ArrayBuffer>,
): Promise<ReadonlyMap<string, Found>> {
  try {
    const found = entriesOf(archive).map(async ({ name, packed, method }) => {
      const bytes = method === DEFLATED ? await inflated(packed) : packed;
      return [name.replace(/\.npy$/, ""), arrayIn(bytes)] as const;
    });
    return new Map(await Promise.all(found));
  } catch (error) {
    throw modelProblem(`The bank of this model is damaged (${error}); load it anew.`);
  }
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: Uint8Array<ArrayBuffer>;
}

function entriesOf(archive: Uint8Array<ArrayBuffer>): readonly Entry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = archive.length - END_BYTES;
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error("no ZIP file, or cut off");
  const entries: Entry[] = [];
  let place = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(place, true) !== ENTRY) throw new Error("its list breaks off");
    const [method, length] = [view.getUint16(place + 10, true), view.getUint32(place + 20, true)];
    const named = view.getUint16(place + 28, true);
    const more = view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
    const name = new TextDecoder().decode(archive.subarray(place + 46, place + 46 + named));
    const at = view.getUint32(place + 42, true);
    if (view.getUint32(at, true) !== LOCAL || (method !== STORED && method !== DEFLATED)) {
      throw new Error(`${name} cannot be read`);
    }
    const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
    entries.push({ name, method, packed: archive.subarray(start, start + length) });
    place += 46 + named + more;
  }
  return entries;
}

async function inflated(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** After its magic word and version comes the length of a header that is written like Python. */
function arrayIn(file: Uint8Array<ArrayBuffer>): Found {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const wide = (file[6] ?? 1) > 1;
  const start = wide ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  const header = new TextDecoder().decode(file.subarray(wide ? 12 : 10, start));
  const kind = /'descr': '([^']+)'/.exec(header)?.[1] ?? "";
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  if (header.includes("'fortran_order': True")) throw new Error("its rows are columns");
  return { shape, data: numbersIn(kind, file.slice(start).buffer) };
}

function numbersIn(kind: string, bytes: ArrayBuffer): Found["data"] {
  if (kind === "<f2") return fromHalves(new Uint16Array(bytes));
  if (kind === "<f4") return new Float32Array(bytes);
  if (kind === "|i1") return new Int8Array(bytes);
  if (kind === "<i8") return Float32Array.from(new BigInt64Array(bytes), Number);
  if (kind.startsWith("<U"))
    return String.fromCodePoint(...new Uint32Array(bytes)).replace(/\0+$/, "");
  throw new Error(`numbers of the kind ${kind}`);
}

/** Each number of 16 bits (IEEE 754) as one of 32, which holds it exactly. */
function fromHalves(halves: Uint16Array): Float32Array {
  const table = Float32Array.from({ length: 65536 }, (_, bits) => {
    const [exponent, fraction] = [(bits >> 10) & 31, (bits & 1023) / 1024];
    const size =
      exponent === 0
        ? fraction * 2 ** -14
        : exponent === 31
          ? fraction > 0
            ? Number.NaN
            : Number.POSITIVE_INFINITY
          : (1 + fraction) * 2 ** (exponent - 15);
    return bits >> 15 ? -size : size;
  });
  return Float32Array.from(halves, (bits) => table[bits] ?? 0);
}
