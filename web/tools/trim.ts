/**
 * A smaller ONNX Runtime: three quarters of its functions are never called by the models of
 * Vistazo. Here they lose their bodies, so that a call of one ends with a trap, and never with a
 * wrong answer; the page then goes on with the whole runtime.
 *
 * Which ones are called was watched by profile.ts, and lies in runtime.json.
 */

import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import {
  bodiesOf,
  CODE,
  codeOf,
  concat,
  countOf,
  EXPORTS,
  extended,
  GLOBALS,
  importsGlobals,
  joined,
  number,
  type Section,
  sectionsOf,
  startOfInstructions,
} from "./wasm.ts";

/** Bytes; what is as small as this is kept whether it was called or not. */
const SMALL = 200;

/** No local variables; `unreachable`. */
const TRAP = Uint8Array.of(0x00, 0x00, 0x0b);

export interface Profile {
  /** Of the runtime that was watched. */
  readonly sha256: string;
  /** A bit for each function, least first; deflated, as base64. */
  readonly called: string;
}

export function trimmed(module: Uint8Array, profile: Profile): Uint8Array {
  if (sha256(module) !== profile.sha256) {
    throw new Error(
      "web/tools/runtime.json tells of another ONNX Runtime than the one that is installed; " +
        "watch this one: npm run profile -- MODEL.onnx…",
    );
  }
  const called = inflateRawSync(Buffer.from(profile.called, "base64"));
  const isKept = (index: number) => ((called[index >> 3] ?? 0) >> (index & 7)) & 1;
  return changed(module, CODE, (code) =>
    codeOf(
      bodiesOf(code).map((body, index) => (body.length <= SMALL || isKept(index) ? body : TRAP)),
    ),
  );
}

/** Exported for each function: a global that turns 1 when it is called. */
export const PROBE = "called-";

/** The same module, which notes what is called. */
export function watched(module: Uint8Array): Uint8Array {
  if (importsGlobals(module))
    throw new Error("This runtime imports globals; that is not foreseen.");
  const of = (wanted: number) => sectionsOf(module).find(({ id }) => id === wanted)?.content;
  const functions = countOf(of(CODE) ?? TRAP);
  const first = countOf(of(GLOBALS) ?? TRAP);
  const each = (make: (index: number) => Uint8Array) =>
    Array.from({ length: functions }, (_, index) => make(index));
  // A mutable i32 that begins as 0.
  const flags = each(() => Uint8Array.of(0x7f, 0x01, 0x41, 0x00, 0x0b));
  const names = each((index) => {
    const name = new TextEncoder().encode(PROBE + index);
    return concat(number(name.length), name, Uint8Array.of(3), number(first + index));
  });
  const noted = (body: Uint8Array, index: number) => {
    const start = startOfInstructions(body);
    const note = concat(Uint8Array.of(0x41, 0x01, 0x24), number(first + index));
    return concat(body.subarray(0, start), note, body.subarray(start));
  };
  const globals = changed(module, GLOBALS, (list) => extended(list, flags));
  const exports = changed(globals, EXPORTS, (list) => extended(list, names));
  return changed(exports, CODE, (code) => codeOf(bodiesOf(code).map(noted)));
}

export function profileOf(module: Uint8Array, called: readonly boolean[]): Profile {
  const bits = new Uint8Array(Math.ceil(called.length / 8));
  for (const [index, isCalled] of called.entries()) {
    if (isCalled) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return { sha256: sha256(module), called: deflateRawSync(bits).toString("base64") };
}

export function functionsIn(module: Uint8Array): number {
  return sectionsOf(module)
    .filter(({ id }) => id === CODE)
    .reduce((count, { content }) => count + countOf(content), 0);
}

function changed(
  module: Uint8Array,
  id: number,
  change: (content: Uint8Array) => Uint8Array,
): Uint8Array {
  const renewed = (section: Section) =>
    section.id === id ? { id, content: change(section.content) } : section;
  return joined(module, sectionsOf(module).map(renewed));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
