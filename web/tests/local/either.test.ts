import { describe, expect, test } from "vitest";
import { either } from "../../src/local/either";
import type { Answer } from "../../src/recognition/answer";
import { type Failure, RecognitionError } from "../../src/recognition/failure";
import type { Ask } from "../../src/recognition/live";
import { anAnswer } from "../answers";

const PICTURE = { kind: "grey", width: 1, height: 1, pixels: new Uint8Array(1) } as const;

const says =
  (label: string): Ask<Answer> =>
  async () =>
    anAnswer({ label });

const fails =
  (failure: Failure): Ask<Answer> =>
  async () => {
    throw new RecognitionError(failure);
  };

const problem = (status: number): Failure => ({
  ...{ kind: "problem", type: "urn:vistazo:problem:any", status, title: "", detail: "" },
});

function asked(first: Ask<Answer>, second: Ask<Answer>, signal = new AbortController().signal) {
  return either(first, second)(PICTURE, signal);
}

describe("one of two", () => {
  test("is enough", async () => {
    expect((await asked(says("1"), fails({ kind: "away" }))).label).toBe("1");
  });

  test.each<Failure>([
    { kind: "away" },
    { kind: "busy" },
    { kind: "tooLarge", bytes: 2, limit: 1 },
    problem(0),
    problem(500),
  ])("stands in where the other is not able: %o", async (failure) => {
    expect((await asked(fails(failure), says("2"))).label).toBe("2");
  });

  test("is not asked about a picture that cannot be read", async () => {
    const refused = asked(fails(problem(415)), says("2"));
    await expect(refused).rejects.toMatchObject({ failure: { status: 415 } });
  });

  test("is not asked when nobody waits any more", async () => {
    const away = asked(fails({ kind: "away" }), says("2"), AbortSignal.abort());
    await expect(away).rejects.toMatchObject({ failure: { kind: "away" } });
  });

  test("does not hide why the first could not", async () => {
    const away = asked(fails({ kind: "busy" }), fails(problem(0)));
    await expect(away).rejects.toMatchObject({ failure: { kind: "busy" } });
  });
});
