import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { modelProblem } from "../../src/local/problem";
import type { Source } from "../../src/local/protocol";
import { createOpened } from "../../src/taught/opened";

const PATH = resolve(import.meta.dirname, "../../../src/vistazo/models/digits.onnx");
const digits = (name: string) => new File([readFileSync(PATH)], name);

function aShelf(refuses = false) {
  const prepared: Source[] = [];
  const prepare = async (source: Source) => {
    prepared.push(source);
    if (refuses) throw modelProblem("Its graph is another.");
  };
  const opened = createOpened({ prepare });
  let news = 0;
  opened.subscribe(() => {
    news += 1;
  });
  return { opened, prepared, news: () => news };
}

test("a file that was opened can be chosen by its name, until it is closed", async () => {
  const { opened, prepared, news } = aShelf();
  await opened.open(digits("mine.onnx"));
  await opened.open(digits("mine.onnx"));
  await opened.open(digits("m@il"));
  expect(opened.all().map(({ name }) => name)).toEqual(["mine.onnx", "m@il.onnx"]);
  expect(opened.find("mine.onnx")).toMatchObject({
    ...{ id: expect.stringMatching(/^mine\.onnx@[0-9a-f]{12}$/), task: "one", input: "ink" },
    ...{ labels: [..."0123456789"] },
  });
  expect(prepared.at(-1)).toMatchObject({ model: expect.stringMatching(/^m_il\.onnx@/) });
  opened.close("mine.onnx");
  expect(opened.all().map(({ name }) => name)).toEqual(["m@il.onnx"]);
  expect(news()).toBe(4);
});

test("what is no model, or has another graph, is not opened", async () => {
  const { opened, news } = aShelf(true);
  await expect(opened.open(new File(["cat"], "cat.onnx"))).rejects.toThrow("not an ONNX model");
  await expect(opened.open(digits("mine.onnx"))).rejects.toThrow("graph");
  expect([opened.all(), news()]).toEqual([[], 0]);
});
