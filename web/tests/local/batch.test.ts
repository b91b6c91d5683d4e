import { describe, expect, test } from "vitest";
import { createSender } from "../../src/local/batch";
import type { Answer } from "../../src/recognition/answer";
import type { BatchLine } from "../../src/recognition/batch";
import { type Failure, RecognitionError } from "../../src/recognition/failure";
import type { Ask } from "../../src/recognition/live";
import { anAnswer } from "../answers";

const LIMIT = 10;
const DAMAGED: Failure = {
  kind: "problem",
  type: "urn:vistazo:problem:damaged-image",
  status: 422,
  title: "",
  detail: "It breaks off.",
};

const files = (...contents: string[]) =>
  contents.map((content) => ({ name: `${content}.png`, file: new Blob([content]) }));

function sender(answer: (content: string) => Promise<Answer>) {
  let running = 0;
  const most = { running: 0 };
  const ask: Ask<Answer> = async (picture) => {
    running += 1;
    most.running = Math.max(most.running, running);
    const content = picture.kind === "file" ? await picture.file.text() : "";
    return answer(content).finally(() => {
      running -= 1;
    });
  };
  return { most, send: createSender(ask, LIMIT) };
}

const named = async (label: string) =>
  anAnswer({ label, seen: { width: 1, height: 1, channels: 1, pixels: new Uint8Array(1) } });

describe("many pictures on this device", () => {
  test("are answered one after another, without what takes room", async () => {
    const { most, send } = sender(named);
    const lines: BatchLine[] = [];
    const parcel = { kind: "files", files: files("a", "b", "c") } as const;
    await send(parcel, (line) => lines.push(line), new AbortController().signal);
    expect(most.running).toBe(1);
    expect(lines.map(({ index, name }) => [index, name])).toEqual([
      [0, "a.png"],
      [1, "b.png"],
      [2, "c.png"],
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({ answer: { seen: null, attention: null }, prediction: null });
    }
  });

  test("one that cannot be read or is too large fails alone", async () => {
    const { send } = sender(async (content) => {
      if (content === "bad") throw new RecognitionError(DAMAGED);
      return named(content);
    });
    const lines: BatchLine[] = [];
    const parcel = { kind: "files", files: files("bad", "x".repeat(LIMIT + 1), "c") } as const;
    await send(parcel, (line) => lines.push(line), new AbortController().signal);
    expect(lines).toMatchObject([
      { failure: DAMAGED },
      { failure: { kind: "tooLarge", limit: LIMIT } },
      { answer: { label: "c" } },
    ]);
  });

  test("what passes is told of the parcel, so that the rest is tried again", async () => {
    const { send } = sender(async (content) => {
      if (content === "b") throw new RecognitionError({ kind: "away" });
      return named(content);
    });
    const lines: BatchLine[] = [];
    const parcel = { kind: "files", files: files("a", "b", "c") } as const;
    const sent = send(parcel, (line) => lines.push(line), new AbortController().signal);
    await expect(sent).rejects.toMatchObject({ failure: { kind: "away" } });
    expect(lines).toHaveLength(1);
  });

  test("stop when they are called off", async () => {
    const end = new AbortController();
    const { send } = sender(async (content) => {
      end.abort();
      return named(content);
    });
    const lines: BatchLine[] = [];
    const parcel = { kind: "files", files: files("a", "b") } as const;
    await send(parcel, (line) => lines.push(line), end.signal);
    expect(lines).toEqual([]);
  });
});
