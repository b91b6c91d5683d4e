import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readReaderCard } from "../../../src/local/card";
import { onlyOutputs } from "../../../src/local/outputs";
import { probabilitiesOf } from "../../../src/local/reading/emission";
import { Reader } from "../../../src/local/reading/reader";
import { fits } from "../../../src/local/reading/rescoring";
import { messagesIn, textIn } from "../../../src/local/wire";
import { noteFile } from "../files";

const MODELS = resolve(import.meta.dirname, "../../../../src/vistazo/models");
const CARD = { schema: 1, task: "text", input: "ink", labels: ["a", " "] };
const THRESHOLDS = { thresholds: { a: 0.5, " ": 0.5 } };

const noted = (card: object) => noteFile({ "vistazo.card": JSON.stringify(card) });

describe("the card of a reader", () => {
  test("tells what it reads", () => {
    expect(readReaderCard(noted({ ...CARD, ...THRESHOLDS }))).toMatchObject({
      labels: ["a", " "],
      thresholds: { a: 0.5 },
    });
  });

  test.each([
    [{ ...CARD, ...THRESHOLDS, task: "one" }, "no reader"],
    [{ ...CARD, ...THRESHOLDS, schema: 9 }, "schema 9"],
    [CARD, "thresholds"],
    [{ ...CARD, labels: ["ab"], thresholds: { ab: 1 } }, "single characters"],
    [{ ...CARD, ...THRESHOLDS, labels: [] }, "labels"],
  ])("is refused as %o", (card, why) => {
    expect(() => readReaderCard(noted(card))).toThrow(why);
  });
});

test("what is no reader's file is refused", async () => {
  await expect(Reader.open(Uint8Array.from([1, 2, 3]))).rejects.toThrow("not an ONNX model");
  const recogniser = new Uint8Array(readFileSync(resolve(MODELS, "digits.onnx")));
  await expect(Reader.open(recogniser)).rejects.toThrow("no reader");
});

test("a copy has the outputs that were asked for, and all else", () => {
  const file = new Uint8Array(readFileSync(resolve(MODELS, "digits.onnx")));
  const copy = onlyOutputs(file, ["probability", "seen"]);
  const namesIn = (model: Uint8Array, wanted: number) =>
    messagesIn(model, 7).flatMap((graph) =>
      messagesIn(graph, wanted).map((part) => textIn(part, wanted === 12 ? 1 : 8)),
    );
  expect(namesIn(file, 12).length).toBeGreaterThan(2);
  expect(namesIn(copy, 12)).toEqual(["probability", "seen"]);
  expect(namesIn(copy, 5)).toEqual(namesIn(file, 5));
  expect(onlyOutputs(file, namesIn(file, 12))).toEqual(file);
});

test("a reader's numbers become probabilities, or are refused", () => {
  const table = probabilitiesOf([Math.log(0.2), Math.log(0.2), 0, Number.NEGATIVE_INFINITY], 2);
  expect([...(table?.data ?? [])]).toEqual([0.5, 0.5, 1, 0]);
  expect(probabilitiesOf([Number.NaN, 0], 2)).toBeNull();
  expect(probabilitiesOf(Array(2).fill(Number.NEGATIVE_INFINITY), 2)).toBeNull();
});

test("a recogniser fits a reader whose characters it knows", () => {
  expect(fits(["a", " "], ["a", "b"])).toBe(true);
  expect(fits(["a", "c"], ["a", "b"])).toBe(false);
});
