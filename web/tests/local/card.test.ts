import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseCard, readCard } from "../../src/local/card";
import { readNotes } from "../../src/local/metadata";
import { field, noteFile } from "./files";

const SHIPPED = resolve(import.meta.dirname, "../../../src/vistazo/models");

const CARD = {
  schema: 1,
  task: "one",
  input: "ink",
  labels: ["no", "yes"],
  thresholds: { no: 0.5, yes: 0.75 },
  novelty_threshold: 0.5,
};

describe("notes", () => {
  test("are found behind whatever lies before them", () => {
    const notes = readNotes(noteFile({ first: "a", "vistazo.card": "ñ".repeat(300) }));
    expect([...(notes ?? [])]).toEqual([
      ["first", "a"],
      ["vistazo.card", "ñ".repeat(300)],
    ]);
  });

  test("a file without any has none", () => {
    expect(readNotes(noteFile({}))?.size).toBe(0);
    expect(readNotes(new Uint8Array())?.size).toBe(0);
  });

  test.each([
    ["breaks off", noteFile({ a: "b" }).subarray(0, -1)],
    ["is a picture", new TextEncoder().encode("\x89PNG\r\n\x1a\n and so on")],
    ["has a number without an end", Uint8Array.from([0x08, ...Array(12).fill(0xff)])],
    ["has a length beyond its end", Uint8Array.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x7f])],
    ["has no UTF-8 in a note", Uint8Array.from(field(14, field(1, [0xff])))],
    ["has a field 0", Uint8Array.from([0x02, 0x00])],
  ])("a file that %s is none", (_, file) => {
    expect(readNotes(file)).toBeNull();
  });
});

describe("a card", () => {
  test.each(["digits", "characters"])("of the shipped %s", (name) => {
    const card = readCard(readFileSync(resolve(SHIPPED, `${name}.onnx`)));
    expect([card.task, card.input]).toEqual(["one", "ink"]);
    expect(Object.keys(card.thresholds).toSorted()).toEqual(card.labels.toSorted());
    expect(card.labels.length).toBe({ digits: 10, characters: 94 }[name]);
  });

  test("that an older version wrote has no priors", () => {
    expect(parseCard(JSON.stringify(CARD))).toMatchObject({ priors: {}, prior: null, sure: 1 });
  });

  test.each([
    ["is missing", noteFile({ other: "{}" }), "no card"],
    ["is in no model file", new TextEncoder().encode("<html>"), "not an ONNX model"],
  ])("that %s is told", (_, file, words) => {
    expect(() => readCard(file)).toThrow(words);
  });

  test.each([
    ["not JSON", "{", "JSON object"],
    ["a list", "[]", "JSON object"],
    ["without a schema", JSON.stringify({ ...CARD, schema: undefined }), "schema number"],
    ["of a newer schema", JSON.stringify({ ...CARD, schema: 2 }), "schema 2"],
    ["of a reader of lines", JSON.stringify({ ...CARD, task: "text" }), "task"],
    ["of an unknown input", JSON.stringify({ ...CARD, input: "sound" }), "input"],
    ["without labels", JSON.stringify({ ...CARD, labels: [] }), "labels"],
    ["with a label twice", JSON.stringify({ ...CARD, labels: ["no", "no"] }), "labels"],
    ["with too few thresholds", JSON.stringify({ ...CARD, thresholds: { no: 1 } }), "thresholds"],
    ["without a limit", JSON.stringify({ ...CARD, novelty_threshold: "0.5" }), "novelty"],
    ["with an unknown prior", JSON.stringify({ ...CARD, prior: "own" }), "prior"],
    ["with priors of words", JSON.stringify({ ...CARD, priors: { own: { no: "1" } } }), "priors"],
    ["surer than sure", JSON.stringify({ ...CARD, sure: 1.5 }), "sure"],
  ])("%s is refused", (_, card, words) => {
    expect(() => parseCard(card)).toThrow(words);
  });
});
