import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/recognition/answer";
import type { Entry, Result } from "../../src/recognition/batch";
import {
  ALL_RESULTS,
  asCsv,
  asJson,
  filtered,
  labelCounts,
  ordered,
} from "../../src/recognition/results";
import { anAnswer } from "../answers";

const FAILED: Result = {
  kind: "failed",
  failure: { kind: "problem", status: 415, type: "t", title: "No picture", detail: "" },
};

function photo(labels: string[], given: Partial<Answer> = {}): Result {
  const scores = [
    { label: "cat", probability: 0.75 },
    { label: "dog", probability: 0.25 },
  ];
  const answer = anAnswer({ task: "many", labels, label: "cat", scores, ...given });
  return { kind: "answered", answer, prediction: null };
}

function entries(...results: [string, Result][]): readonly Entry[] {
  return results.map(([name, result], id) => ({
    id,
    place: [0, -id] as const,
    name,
    file: null,
    unpack: null,
    result,
  }));
}

const SOME = entries(
  ["p10.png", photo(["cat", "dog"], { confidence: 0.6, verdict: "unsure" })],
  ["p9.png", photo(["cat"], { confidence: 0.9 })],
  ["note.txt", FAILED],
  ["p1.png", photo([], { confidence: 0.2, verdict: "unknown" })],
  ["last.png", { kind: "waiting" }],
);

function names(found: readonly Entry[]): readonly string[] {
  return found.map(({ name }) => name);
}

describe("results", () => {
  test("are found by any of their labels, by none, and by what came of them", () => {
    const by = (change: Partial<typeof ALL_RESULTS>) =>
      names(filtered(SOME, { ...ALL_RESULTS, ...change }));
    expect(by({})).toHaveLength(5);
    expect(by({ label: "dog" })).toEqual(["p10.png"]);
    expect(by({ label: "cat", state: "sure" })).toEqual(["p9.png"]);
    expect(by({ label: "" })).toEqual(["p1.png"]);
    expect(by({ state: "failed" })).toEqual(["note.txt"]);
    expect(by({ label: "cat", state: "failed" })).toEqual([]);
  });

  test("are sorted by name as a person counts, and by confidence with failures last", () => {
    expect(names(ordered(SOME, "name", "en"))).toEqual([
      "last.png",
      "note.txt",
      "p1.png",
      "p9.png",
      "p10.png",
    ]);
    expect(names(ordered(SOME, "surest", "en")).slice(0, 3)).toEqual([
      "p9.png",
      "p10.png",
      "p1.png",
    ]);
    expect(names(ordered(SOME, "leastSure", "en")).slice(0, 3)).toEqual([
      "p1.png",
      "p10.png",
      "p9.png",
    ]);
    expect(names(ordered(SOME, "given", "en"))[0]).toBe("last.png");
  });

  test("are counted by label, most often first", () => {
    expect([...labelCounts(SOME)]).toEqual([
      ["cat", 2],
      ["dog", 1],
    ]);
  });
});

describe("results as files", () => {
  test("a table has a row a picture and a column a label", () => {
    const lines = asCsv(SOME).split("\r\n");
    expect(lines[0]).toBe("filename,labels,cat,dog,verdict,model,error");
    expect(lines[1]).toBe("p10.png,cat|dog,0.75,0.25,unsure,digits@0123456789ab,");
    expect(lines[3]).toBe("note.txt,,,,,,No picture");
    expect(lines).toHaveLength(7);
  });

  test("names with signs of the table's own are quoted", () => {
    const odd = entries(['a,"b"\n.png', photo(["cat"])]);
    expect(asCsv(odd)).toContain('"a,""b""\n.png",cat,');
  });

  test("JSON has the same in full", () => {
    const told = JSON.parse(asJson(SOME));
    expect(told).toHaveLength(5);
    expect(told[0]).toMatchObject({
      filename: "p10.png",
      labels: ["cat", "dog"],
      probabilities: { cat: 0.75, dog: 0.25 },
      verdict: "unsure",
    });
    expect(told[2]).toEqual({ filename: "note.txt", error: "No picture" });
  });
});
