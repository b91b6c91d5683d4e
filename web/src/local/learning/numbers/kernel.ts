/**
 * The one loop that has to be quick, as WebAssembly that is put together here: a product of
 * matrices, four numbers at a time. The runtime that recognises needs the same instructions, so
 * they are there.
 */

/** Columns of a panel: what the kernel has in hand at once. */
export const PANEL = 8;

/** Rows that it works on at once. */
export const BLOCK = 4;

export interface Kernel {
  readonly memory: WebAssembly.Memory;
  /**
   * Adds `a`·`b` to `c`. Addresses and steps are in bytes; `rows` is a multiple of `BLOCK`.
   *
   * `a` has `rowStep` from row to row and `step` from column to column. `b` lies in `panels` of
   * `PANEL` columns, each row by row, `depth` of them. `c` lies row by row.
   */
  product(
    a: number,
    b: number,
    c: number,
    rows: number,
    depth: number,
    panels: number,
    rowStep: number,
    step: number,
  ): void;
}

export function makeKernel(): Kernel {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assembled()));
  return exports as unknown as Kernel;
}

/** Parameters, then what the function has of its own; in this order. */
const NAMES = ["a", "b", "c", "rows", "depth", "panels", "rowStep", "step"] as const;
const OWN = ["row", "k", "to", "cStep", "p0", "p1", "p2", "p3", "pb"] as const;
const VECTORS = ["b0", "b1", "s", ...Array.from({ length: 2 * BLOCK }, (_, i) => `sum${i}`)];
const PLACES: ReadonlyMap<string, number> = new Map(
  [...NAMES, ...OWN, ...VECTORS].map((name, place) => [name, place]),
);

type Code = readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;
const ADD = [0x6a];
const MULTIPLY = [0x6c];
const END = [0x0b];

const get = (name: string): Code => [0x20, PLACES.get(name) ?? 0];
const set = (name: string): Code => [0x21, PLACES.get(name) ?? 0];
const constant = (value: number): Code => [0x41, value];
const vector = (instruction: number, ...more: Code): Code => [
  0xfd,
  ...unsigned(instruction),
  ...more,
];
const load = (place: number): Code => vector(0, 4, place);
const store = (place: number): Code => vector(11, 4, place);
const SPLAT = vector(9, 2, 0);
const VECTOR_ADD = vector(228);
const VECTOR_MULTIPLY = vector(230);

const increased = (name: string, by: Code): Code => [...get(name), ...by, ...ADD, ...set(name)];

/** Again as long as `name` less `by` is not 0, at least once. */
function counted(name: string, by: number, body: Code): Code {
  const less = [...get(name), ...constant(by), 0x6b, 0x22, PLACES.get(name) ?? 0];
  return [0x03, 0x40, ...body, ...less, 0x0d, 0, ...END];
}

const BLOCK_ROWS = Array.from({ length: BLOCK }, (_, row) => row);

/** One column of four rows of `a` times a row of a panel. */
const MULTIPLIED: Code = [
  ...[...get("pb"), ...load(0), ...set("b0"), ...get("pb"), ...load(16), ...set("b1")],
  ...BLOCK_ROWS.flatMap((row) => [
    ...[...get(`p${row}`), ...SPLAT, ...set("s")],
    ...[0, 1].flatMap((half) => {
      const sum = `sum${2 * row + half}`;
      const part = [...get("s"), ...get(`b${half}`), ...VECTOR_MULTIPLY];
      return [...get(sum), ...part, ...VECTOR_ADD, ...set(sum)];
    }),
    ...increased(`p${row}`, get("step")),
  ]),
  ...increased("pb", constant(32)),
];

/** What was summed, to `to` and the rows below it. */
const ADDED: Code = BLOCK_ROWS.flatMap((row) => [
  ...[0, 16].flatMap((place) => [
    ...[...get("to"), ...get("to"), ...load(place), ...get(`sum${2 * row + place / 16}`)],
    ...[...VECTOR_ADD, ...store(place)],
  ]),
  ...increased("to", get("cStep")),
]);

const ROWS_DONE: Code = [
  ...[...get("b"), ...set("pb")],
  // `p0` goes on where the block before it began, and that is left in `p3`'s successor.
  ...BLOCK_ROWS.flatMap((row) =>
    row === 0
      ? [...get("a"), ...set("p0")]
      : [...get(`p${row - 1}`), ...get("rowStep"), ...ADD, ...set(`p${row}`)],
  ),
];

function assembled(): Uint8Array<ArrayBuffer> {
  const zero = vector(12, ...Array(16).fill(0));
  const sums = Array.from({ length: 2 * BLOCK }, (_, i) => [...zero, ...set(`sum${i}`)]).flat();
  const block: Code = [
    ...[...sums, ...ROWS_DONE, ...get("depth"), ...set("k"), ...counted("k", 1, MULTIPLIED)],
    ...ADDED,
    ...increased("a", [...get("rowStep"), ...constant(BLOCK), ...MULTIPLY]),
  ];
  const panel: Code = [
    ...[...get("c"), ...set("to"), ...get("rows"), ...set("row")],
    ...counted("row", BLOCK, block),
    // Back to the first row, and on to the next panel.
    ...[...get("a"), ...get("rows"), ...get("rowStep"), ...MULTIPLY, 0x6b, ...set("a")],
    ...increased("b", [...get("depth"), ...constant(32), ...MULTIPLY]),
    ...increased("c", constant(32)),
  ];
  const whole: Code = [
    ...[...get("panels"), ...constant(32), ...MULTIPLY, ...set("cStep")],
    ...counted("panels", 1, panel),
    ...END,
  ];
  const own = [2, OWN.length, I32, VECTORS.length, V128];
  const body = [...own, ...whole];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, NAMES.length, ...NAMES.map(() => I32), 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...text("product"), 0, 0, ...text("memory"), 2, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function text(name: string): Code {
  return [name.length, ...new TextEncoder().encode(name)];
}

function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
