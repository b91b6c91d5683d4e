import { createHash } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { Recogniser } from "../../src/element/recogniser";
import type { Engine } from "../../src/local/engine";
import type { Source } from "../../src/local/protocol";
import { RecognitionError } from "../../src/recognition/failure";
import type { Picture } from "../../src/recognition/picture";
import { anAnswer } from "../answers";
import { noteFile } from "../local/files";

const CARD = {
  schema: 1,
  name: "digits",
  task: "one",
  input: "ink",
  labels: ["1", "4", "7"],
  thresholds: { "1": 0.5, "4": 0.5, "7": 0.5 },
  novelty_threshold: 0.5,
  priors: { odd: { "1": 0.5, "7": 0.5 } },
};
const FILE = Uint8Array.from(noteFile({ "vistazo.card": JSON.stringify(CARD) }));
const VERSION = createHash("sha256").update(FILE).digest("hex").slice(0, 12);
const GREY = { width: 2, height: 1, pixels: Uint8Array.of(0, 255) };

/** An engine that answers as it is told, and remembers what it was asked. */
function anEngine(fails: RecognitionError | null = null) {
  const asked: { source: Source; wishes: unknown; picture: Picture }[] = [];
  const prepared: Source[] = [];
  const engine = {
    warm() {},
    prepare: async (source: Source) => void prepared.push(source),
    recogniser: (source: () => Promise<Source>, wishes: unknown) => async (picture: Picture) => {
      asked.push({ source: await source(), wishes, picture });
      if (fails) throw fails;
      return anAnswer({ place: "device" });
    },
  };
  return { asked, prepared, engine: engine as unknown as Engine };
}

function problem(status: number) {
  const type = "urn:vistazo:problem:damaged-image";
  return new RecognitionError({ kind: "problem", type, status, title: "", detail: "It is so." });
}

describe("a recogniser", () => {
  test.each([
    ["bytes", FILE],
    ["a buffer", FILE.buffer],
    ["a file", new Blob([FILE])],
    ["an address", `data:application/octet-stream;base64,${Buffer.from(FILE).toString("base64")}`],
  ])("is opened from %s, and knows its card", async (_, file) => {
    const { engine, prepared } = anEngine();
    const recogniser = await Recogniser.open(file, engine);
    expect(recogniser).toMatchObject({
      name: "digits",
      model: `digits@${VERSION}`,
      labels: CARD.labels,
      task: "one",
      input: "ink",
      priors: ["odd"],
    });
    expect(prepared).toHaveLength(1);
    expect(await prepared[0]?.file?.arrayBuffer()).toEqual(FILE.buffer);
  });

  test("answers with the surest label first, in its own name", async () => {
    const { engine, asked } = anEngine();
    const recogniser = await Recogniser.open(FILE, engine);
    const answer = await recogniser.recognise(GREY, { prior: "odd" });
    expect(answer.model).toBe(`digits@${VERSION}`);
    expect(answer.scores.map(({ label }) => label)).toEqual(["7", "1", "4"]);
    expect(answer.label).toBe("7");
    expect(answer.milliseconds).toBe(3);
    expect(asked).toMatchObject([
      { wishes: { prior: "odd", threshold: null }, picture: { kind: "grey", ...GREY } },
    ]);
  });

  test("takes a file as it is", async () => {
    vi.stubGlobal("createImageBitmap", () => {});
    const { engine, asked } = anEngine();
    const file = new Blob(["picture"]);
    await (await Recogniser.open(FILE, engine)).recognise(file);
    expect(asked[0]?.picture).toEqual({ kind: "file", file });
  });

  test("takes no file where nothing decodes it", async () => {
    vi.unstubAllGlobals();
    const recogniser = await Recogniser.open(FILE, anEngine().engine);
    const refused = recogniser.recognise(new Blob(["picture"]));
    await expect(refused).rejects.toMatchObject({ reason: "unavailable" });
  });

  test("two files of one name stand side by side, and the same file is one", async () => {
    const { engine, prepared } = anEngine();
    const other = noteFile({ "vistazo.card": JSON.stringify({ ...CARD, sure: 0.5 }) });
    for (const file of [FILE, other, FILE]) await Recogniser.open(file, engine);
    const [first, second, third] = prepared.map(({ model }) => model.split("@")[0]);
    expect(first).not.toBe(second);
    expect(third).toBe(first);
  });

  test.each([
    ["no file", "data:,nothing", "invalid-model"],
    ["somebody else’s file", noteFile({ other: "card" }), "invalid-model"],
    ["an address where nothing lies", "data:wrong", "model-not-found"],
  ])("is not made of %s", async (_, file, reason) => {
    const opening = Recogniser.open(file, anEngine().engine);
    await expect(opening).rejects.toMatchObject({ name: "VistazoError", reason });
  });

  test.each([
    ["a picture that is damaged", problem(422), "unusable-picture"],
    ["a model that does not run", problem(0), "unavailable"],
    ["nobody there", new RecognitionError({ kind: "away" }), "unavailable"],
  ])("says that it was %s", async (_, error, reason) => {
    const recogniser = await Recogniser.open(FILE, anEngine(error).engine);
    await expect(recogniser.recognise(GREY)).rejects.toMatchObject({ reason });
  });

  test("refuses grey pixels of another number", async () => {
    const recogniser = await Recogniser.open(FILE, anEngine().engine);
    const wrong = recogniser.recognise({ ...GREY, height: 2 });
    await expect(wrong).rejects.toMatchObject({ reason: "unusable-picture" });
  });
});
