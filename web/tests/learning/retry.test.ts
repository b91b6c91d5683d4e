import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { persist } from "../../src/learning/retry";
import { type Failure, RecognitionError } from "../../src/recognition/failure";

const AWAY: Failure = { kind: "away" };
const STORAGE: Failure = {
  kind: "problem",
  type: "urn:vistazo:problem:storage-unavailable",
  status: 503,
  title: "",
  detail: "",
};
const WRONG: Failure = { ...STORAGE, type: "urn:vistazo:problem:unknown-label", status: 422 };

/** Fails as it is told to, then works. */
function attempts(...failures: Failure[]) {
  return vi.fn(async () => {
    const failure = failures.shift();
    if (failure) throw new RecognitionError(failure);
    return "done";
  });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("persisting", () => {
  test("tries again while the server or its storage is away", async () => {
    const attempt = attempts(AWAY, { kind: "busy" }, STORAGE);
    const result = persist(attempt, [1, 2, 3]);
    await vi.advanceTimersByTimeAsync(6);
    expect(await result).toBe("done");
    expect(attempt).toHaveBeenCalledTimes(4);
  });

  test("gives up after the last pause", async () => {
    const attempt = attempts(AWAY, AWAY, AWAY);
    const result = persist(attempt, [1, 2]).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(3);
    expect(await result).toBeInstanceOf(RecognitionError);
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  test("does not try again what would fail again", async () => {
    const attempt = attempts(WRONG);
    await expect(persist(attempt, [1, 2])).rejects.toMatchObject({ failure: WRONG });
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});
