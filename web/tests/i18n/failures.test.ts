import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";
import { explain } from "../../src/i18n/failures";
import { createFormat } from "../../src/i18n/format";
import type { Failure } from "../../src/recognition/failure";

const ENGLISH = { messages: en, format: createFormat("en") };
const SPANISH = { messages: es, format: createFormat("es") };

function problem(kind: string): Failure {
  const type = `urn:vistazo:problem:${kind}`;
  return { kind: "problem", type, status: 422, title: "Title", detail: "Detail." };
}

describe("explaining a failure", () => {
  test("a known problem is told in the page's language, without the server's words", () => {
    expect(explain(problem("damaged-image"), ENGLISH)).toEqual({
      text: en.problems["damaged-image"],
      detail: null,
    });
    expect(explain(problem("damaged-image"), SPANISH).text).toBe(es.problems["damaged-image"]);
  });

  test.each(["something-new", "toString", "", "constructor"])(
    "an unknown problem %j keeps the server's words",
    (kind) => {
      expect(explain(problem(kind), SPANISH)).toEqual({
        text: es.failures.unexpected,
        detail: "Detail.",
      });
    },
  );

  test("a problem of somebody else with a familiar ending is unknown", () => {
    const failure = { ...problem(""), type: "https://example.org/damaged-image" };
    expect(explain(failure, ENGLISH).text).toBe(en.failures.unexpected);
  });

  test("without words of the server there is at least the status", () => {
    const bare: Failure = {
      kind: "problem",
      type: "about:blank",
      status: 500,
      title: "",
      detail: "",
    };
    expect(explain(bare, ENGLISH).detail).toBe("HTTP 500");
  });

  test("a file that is too large is told with both sizes", () => {
    const failure: Failure = { kind: "tooLarge", bytes: 17 * 2 ** 20, limit: 16 * 2 ** 20 };
    expect(explain(failure, SPANISH).text).toMatch(/17\sMB.*16\sMB/);
  });

  test("away and busy promise to try again", () => {
    for (const kind of ["away", "busy"] as const) {
      expect(explain({ kind }, ENGLISH).text).toContain("trying again");
    }
  });
});

/** What is the page's own mistake, not a person's, is told by the server's words. */
const OURS = new Set(["malformed-body", "invalid-input", "invalid-option", "overloaded"]);

test("every problem that the schema names for a picture has words here", () => {
  const schema = readFileSync(new URL("../../openapi.json", import.meta.url), "utf8");
  const { paths } = JSON.parse(schema);
  const responses = JSON.stringify(paths["/v1/models/{name}/predict"].post.responses);
  const kinds = [...responses.matchAll(/urn:vistazo:problem:([a-z-]+)/g)].map(([, kind]) => kind);
  expect(kinds.length).toBeGreaterThan(5);
  const unnamed = kinds.filter((kind) => kind && !(kind in en.problems) && !OURS.has(kind));
  expect(unnamed).toEqual([]);
});
