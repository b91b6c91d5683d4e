import { describe, expect, test } from "vitest";
import type { Fetch } from "../../src/api/send";
import { RecognitionError } from "../../src/recognition/failure";
import { siteOf } from "../../src/site/mark";
import { createSite } from "../../src/site/site";

const ROW = {
  name: "letters",
  id: "letters@0123456789ab",
  task: "one",
  input: "ink",
  labels: ["b", "10", "2"],
  priors: [],
  prior: null,
  reader: null,
  about: {},
  metrics: [],
  thresholds: { b: 0.5, "10": 0.6, "2": 0.7 },
  files: { model: "models/letters-0123456789ab.onnx", reader: null, bank: null },
};

function site(answers: readonly (() => Response)[]) {
  const asked: string[] = [];
  const ask: Fetch = async (address) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(address);
    if (!answer) throw new Error("nothing is said");
    return answer();
  };
  return { asked, created: createSite("site.json", ask) };
}

const list = () => Response.json({ models: [ROW] });

function page(content: string | null) {
  const element = content === null ? null : { content };
  return { querySelector: () => element } as unknown as Document;
}

describe("a site", () => {
  test("is told by a mark in the page", () => {
    expect(siteOf(page("site.json"))).toBe("site.json");
    expect(siteOf(page(null))).toBeNull();
    expect(siteOf(page(""))).toBeNull();
  });

  test("knows its models from one list, which is asked for once", async () => {
    const { asked, created } = site([list]);
    expect((await created.models()).map(({ name }) => name)).toEqual(["letters"]);
    created.forgetModels();
    await created.models();
    expect(await created.file("letters", "")).toEqual({
      model: "letters@0123456789ab",
      address: "models/letters-0123456789ab.onnx",
      reader: null,
      bank: null,
    });
    expect((await created.photos.card("letters", "")).thresholds).toEqual(ROW.thresholds);
    expect(asked).toEqual(["site.json"]);
  });

  test("asks again for a list that did not come", async () => {
    const { created } = site([() => new Response("", { status: 502 }), list]);
    await expect(created.models()).rejects.toThrow(RecognitionError);
    expect(await created.models()).toHaveLength(1);
  });

  test("says which model it lacks", async () => {
    const { created } = site([list]);
    await expect(created.file("digits", "")).rejects.toThrow('no model "digits"');
  });

  test("has nobody who answers", async () => {
    const { asked, created } = site([list]);
    expect(created.isSite).toBe(true);
    const question = { model: "letters", prior: null, profile: "" };
    const picture = { kind: "file", file: new Blob(["x"]) } as const;
    const { signal } = new AbortController();
    await expect(created.recogniser(question)(picture, signal)).rejects.toMatchObject({
      failure: { kind: "away" },
    });
    await expect(created.feedback.profiles()).rejects.toThrow(RecognitionError);
    expect(asked).toEqual([]);
  });
});
