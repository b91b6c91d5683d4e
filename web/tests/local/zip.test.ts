import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { crc32 } from "../../src/local/crc";
import { openZip } from "../../src/local/zip";

const LIMIT = 4 * 2 ** 20;

interface Given {
  readonly name: string;
  readonly content: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly sum?: number;
}

function head(signature: number, length: number, numbers: Readonly<Record<number, number>>) {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  for (const [at, value] of Object.entries(numbers)) {
    // Sums, sizes and places have four bytes, everything else two.
    const long = ["14", "16", "18", "20", "22", "24", "42"].includes(at);
    if (length === 22 ? ["12", "16"].includes(at) : long && !(length === 30 && Number(at) > 22)) {
      view.setUint32(Number(at), value, true);
    } else view.setUint16(Number(at), value, true);
  }
  return bytes;
}

/** A zip as programs write it; `before` stands before it, as in one that unpacks itself. */
function zipOf(files: readonly Given[], before = "", remark = ""): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [new TextEncoder().encode(before)];
  const list: Uint8Array<ArrayBuffer>[] = [];
  let place = 0;
  for (const { name, content, method = 8, flags = 0x800, ...told } of files) {
    const packed = method === 8 ? Uint8Array.from(deflateRawSync(content)) : content.slice();
    const { size = content.length, sum = crc32(content) } = told;
    const title = new TextEncoder().encode(name);
    const entry = { 6: flags, 8: method, 14: sum, 18: packed.length, 22: size, 26: title.length };
    parts.push(head(0x04034b50, 30, entry), title, packed);
    const numbers = { 8: flags, 10: method, 16: sum, 20: packed.length, 24: size };
    list.push(head(0x02014b50, 46, { ...numbers, 28: title.length, 42: place }), title);
    place += 30 + title.length + packed.length;
  }
  const length = list.reduce((sum, part) => sum + part.length, 0);
  const end = { 8: files.length, 10: files.length, 12: length, 16: place, 20: remark.length };
  return new Blob([...parts, ...list, head(0x06054b50, 22, end), remark]);
}

const text = (value: string) => new TextEncoder().encode(value);

async function typeOf(found: Promise<unknown>): Promise<string> {
  const error = await found.then(
    () => null,
    (error: unknown) => error,
  );
  const { failure } = error as { failure: { kind: string; type?: string } };
  return failure.type?.replace("urn:vistazo:problem:", "") ?? failure.kind;
}

describe("a zip", () => {
  test("gives back what was packed, whichever way", async () => {
    const bytes = fc.uint8Array({ maxLength: 3000 });
    const file = fc.record({ content: bytes, method: fc.constantFrom(0, 8) });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 5 }), fc.string(), async (given, before) => {
        const files = given.map((one, index) => ({ name: `trip/${index} ñ.png`, ...one }));
        const zip = await openZip(zipOf(files, before, "a remark"), LIMIT);
        expect(zip.names).toEqual(files.map(({ name }) => name));
        for (const [index, { content }] of files.entries()) {
          if (content[0] === 0x50 && content[1] === 0x4b) continue;
          const unpacked = await (await zip.read(index)).arrayBuffer();
          expect(new Uint8Array(unpacked)).toEqual(Uint8Array.from(content));
        }
      }),
      { numRuns: 40 },
    );
  });

  test("leaves out folders, hidden files and what systems add", async () => {
    const names = ["a/", "a/.DS_Store", ".git/x", "__MACOSX/a.png", "../up.png", "a/b.png", "x.y"];
    const zip = await openZip(zipOf(names.map((name) => ({ name, content: text("x") }))), LIMIT);
    expect(zip.names).toEqual(["../up.png", "a/b.png", "x.y"]);
  });

  test.each([
    ["nothing", new Blob([])],
    ["something else", new Blob(["no archive ".repeat(20)])],
    ["one that breaks off", zipOf([{ name: "a.png", content: text("picture") }]).slice(0, -1)],
    ["one whose list is elsewhere", new Blob([head(0x06054b50, 22, { 10: 1, 12: 999, 16: 0 })])],
    [
      "one whose list is no list",
      new Blob([new Uint8Array(46), head(0x06054b50, 22, { 10: 1, 12: 46, 16: 0 })]),
    ],
  ])("is not read out of %s", async (_, file) => {
    expect(await typeOf(openZip(file, LIMIT))).toBe("zip-unreadable");
  });

  test.each([
    ["too many files", new Blob([head(0x06054b50, 22, { 10: 10_001 })])],
    ["too long a list", new Blob([head(0x06054b50, 22, { 10: 1, 12: 2 ** 23 })])],
    [
      "too much in all",
      zipOf(
        Array.from({ length: 3 }, (_, index) => ({
          name: `${index}.png`,
          content: text("x"),
          size: 2 ** 31,
        })),
      ),
    ],
  ])("is refused for %s", async (_, file) => {
    expect(await typeOf(openZip(file, LIMIT))).toBe("zip-too-large");
  });

  test.each<[string, Partial<Given>, string]>([
    ["is encrypted", { flags: 0x801 }, "unsupported-image"],
    ["is packed in a rare way", { method: 12 }, "unsupported-image"],
    ["is larger than a picture may be", { size: LIMIT + 1 }, "tooLarge"],
    ["has another sum", { sum: 1 }, "damaged-image"],
    ["has another size", { size: 3 }, "damaged-image"],
    ["does not unpack", { method: 0, content: text("x".repeat(50)), size: 51 }, "damaged-image"],
    ["is packed too tightly", { content: new Uint8Array(3 * 2 ** 20) }, "damaged-image"],
    ["is a zip itself", { content: text("PK\u0003\u0004 and so on") }, "unsupported-image"],
  ])("an entry that %s fails alone", async (_, changed, type) => {
    const good = { name: "good.png", content: text("picture") };
    const zip = await openZip(zipOf([{ ...good, name: "bad.png", ...changed }, good]), LIMIT);
    expect(await typeOf(zip.read(0))).toBe(type);
    expect(await (await zip.read(1)).text()).toBe("picture");
  });

  test("an entry is not unpacked beyond the limit, whatever the list says", async () => {
    let unpacked = 0;
    class Counting extends DecompressionStream {
      override readonly readable = super.readable.pipeThrough(
        new TransformStream({
          transform(part, controller) {
            unpacked += part.length;
            controller.enqueue(part);
          },
        }),
      );
    }
    vi.stubGlobal("DecompressionStream", Counting);
    const content = new Uint8Array(64 * 2 ** 20);
    const zip = await openZip(zipOf([{ name: "a.png", content, size: 5 }]), 1000);
    expect(await typeOf(zip.read(0))).toBe("damaged-image");
    vi.unstubAllGlobals();
    expect(unpacked).toBeGreaterThan(0);
    expect(unpacked).toBeLessThan(4 * 2 ** 20);
  });
});

test("the check sum is the usual one", () => {
  expect(crc32(text("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});
