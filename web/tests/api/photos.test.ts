import { describe, expect, test } from "vitest";
import { createServer } from "../../src/api/client";
import { linesOf } from "../../src/api/stream";
import type { BatchLine } from "../../src/recognition/batch";

const ROW = { name: "photos", task: "many", input: "photo", labels: ["cat", "dog"], priors: [] };
const PREDICTION = {
  ...{ id: "p", model: "photos@0123456789ab", label: "dog", labels: ["dog"], confidence: 0.9 },
  ...{ verdict: "sure", novelty: 0.1, probabilities: { dog: 0.9, cat: 0.1 }, top: [] },
  timing_ms: { decode: 1, inference: 2, total: 3 },
};
const ANSWER = JSON.stringify({ index: 0, filename: "a/b.png", prediction: PREDICTION });
const ERROR = JSON.stringify({
  index: 1,
  filename: "c.txt",
  error: { type: "urn:vistazo:problem:unsupported-image", title: "No", status: 415, detail: "D" },
});
const END = JSON.stringify({ done: true, total: 2, recognised: 1, failed: 1 });

const QUESTION = { model: "photos", prior: null, profile: "Ana" } as const;
const { signal } = new AbortController();

/** A server whose answer comes in these pieces. */
function server(...pieces: string[]) {
  const asked: { address: URL; options: RequestInit }[] = [];
  const created = createServer({
    async ask(address, options) {
      if (address === "v1/models") return Response.json({ models: [ROW] });
      asked.push({ address: new URL(address, "http://page/"), options });
      return new Response(streamOf(pieces));
    },
  });
  return { ...created, asked };
}

function streamOf(pieces: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
}

function parcel() {
  const files = ["a/b.png", "c.txt"].map((name) => ({ name, file: new Blob([name]) }));
  return { kind: "files", files } as const;
}

describe("a batch", () => {
  test("tells of each picture, however the lines are cut", async () => {
    const text = `${ANSWER}\n${ERROR}\n${END}\n`;
    for (const cut of [1, 7, text.length / 2, text.length]) {
      const pieces = text.match(new RegExp(`[^]{1,${Math.floor(cut)}}`, "g")) ?? [];
      const { photos } = server(...pieces);
      const lines: BatchLine[] = [];
      await photos.batch(QUESTION, parcel(), (line) => lines.push(line), signal);
      expect(lines).toMatchObject([
        { index: 0, name: "a/b.png", prediction: "p", answer: { labels: ["dog"], task: "many" } },
        { index: 1, name: "c.txt", failure: { kind: "problem", status: 415, detail: "D" } },
      ]);
    }
  });

  test("one that never says it is done broke off", async () => {
    const { photos } = server(`${ANSWER}\n`);
    const lines: BatchLine[] = [];
    const asked = photos.batch(QUESTION, parcel(), (line) => lines.push(line), signal);
    await expect(asked).rejects.toMatchObject({ failure: { kind: "away" } });
    expect(lines).toHaveLength(1);
  });

  test("goes out as files with their folders, for whom and from which threshold on", async () => {
    const { photos, asked } = server(`${END}\n`);
    await photos.batch({ ...QUESTION, threshold: 0.3 }, parcel(), () => {}, signal);
    expect(asked[0]?.address.pathname).toBe("/v1/models/photos/predict-batch");
    expect(Object.fromEntries(asked[0]?.address.searchParams ?? [])).toEqual({
      ...{ profile: "Ana", threshold: "0.3", record: "true", source: "batch" },
    });
    const form = asked[0]?.options.body as FormData;
    expect(form.getAll("files").map((file) => (file as File).name)).toEqual(["a/b.png", "c.txt"]);
  });

  test("an archive goes out as it is", async () => {
    const { photos, asked } = server(`${END}\n`);
    const file = new Blob(["zip"]);
    await photos.batch(QUESTION, { kind: "archive", name: "a.zip", file }, () => {}, signal);
    expect(asked[0]?.options).toMatchObject({
      body: file,
      headers: { "content-type": "application/zip" },
    });
  });
});

describe("lines", () => {
  async function all(...pieces: string[]): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const line of linesOf(new Response(streamOf(pieces)))) found.push(line);
    return found;
  }

  test("the last one needs no end, empty ones are none, and letters survive being cut", async () => {
    expect(await all('{"a":1}\n\n', "2")).toEqual([{ a: 1 }, 2]);
    const bytes = new TextEncoder().encode('"ñ"\n');
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const found: unknown[] = [];
    for await (const line of linesOf(new Response(body))) found.push(line);
    expect(found).toEqual(["ñ"]);
  });

  test("what is no JSON is no answer", async () => {
    await expect(all('{"a":')).rejects.toMatchObject({ failure: { kind: "away" } });
  });
});

describe("a question about a photo", () => {
  test("has a threshold only where one was chosen", async () => {
    const { recogniser, asked } = server(JSON.stringify(PREDICTION));
    const picture = { kind: "file", file: new Blob(["x"]) } as const;
    await recogniser(QUESTION)(picture, signal);
    const { recogniser: again, asked: then } = server(JSON.stringify(PREDICTION));
    await again({ ...QUESTION, threshold: 0 })(picture, signal);
    expect(asked[0]?.address.searchParams.has("threshold")).toBe(false);
    expect(then[0]?.address.searchParams.get("threshold")).toBe("0");
  });

  test("where it looked is asked for by label", async () => {
    const attention = { width: 1, height: 1, labels: ["cat"], values: [[[0.5]]] };
    const { photos, asked } = server(JSON.stringify({ ...PREDICTION, attention }));
    const picture = { kind: "file", file: new Blob(["x"]) } as const;
    const found = await photos.looker(QUESTION, "cat")(picture, signal);
    expect(found?.byLabel.get("cat")).toEqual([[0.5]]);
    expect(Object.fromEntries(asked[0]?.address.searchParams ?? [])).toEqual({
      ...{ outputs: "attention", attention_labels: "cat", record: "false", profile: "Ana" },
    });
  });
});
