import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../../src/recognition/answer";
import { RecognitionError } from "../../src/recognition/failure";
import { type Ask, LiveRecognition, type LiveState, PACE } from "../../src/recognition/live";
import type { Picture } from "../../src/recognition/picture";
import { anAnswer } from "../answers";

interface Question {
  readonly picture: Picture;
  readonly signal: AbortSignal;
  answer(label: string): void;
  fail(error: unknown): void;
}

/** A recogniser whose answers the test gives by hand. */
class Oracle {
  readonly questions: Question[] = [];
  readonly recognise: Ask<Answer> = (picture, signal) =>
    new Promise<Answer>((resolve, reject) => {
      this.questions.push({
        picture,
        signal,
        answer: (label) => resolve(anAnswer({ label })),
        fail: reject,
      });
    });

  get last(): Question {
    const question = this.questions.at(-1);
    if (!question) throw new Error("nothing was asked");
    return question;
  }
}

const AWAY = new RecognitionError({ kind: "away" });

function picture(number: number): Picture {
  return { kind: "grey", width: 1, height: 1, pixels: Uint8Array.of(number) };
}

function number(asked: Question): number | undefined {
  return asked.picture.kind === "grey" ? asked.picture.pixels[0] : undefined;
}

function label(state: LiveState<Answer>): string | undefined {
  return state.status === "answered" ? state.answer.label : undefined;
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const afterGap = () => vi.advanceTimersByTimeAsync(PACE.gap);

let oracle: Oracle;
let live: LiveRecognition<Answer>;

beforeEach(() => {
  vi.useFakeTimers();
  oracle = new Oracle();
  live = new LiveRecognition(oracle.recognise);
});
afterEach(() => {
  live.clear();
  vi.useRealTimers();
});

describe("following a drawing", () => {
  test("asks at once and shows the answer", async () => {
    live.follow(() => picture(1));
    expect(live.state().status).toBe("looking");
    oracle.last.answer("7");
    await settled();
    expect(label(live.state())).toBe("7");
  });

  test("one question at a time, then the latest state only", async () => {
    live.follow(() => picture(1));
    const skipped = vi.fn(() => picture(2));
    live.follow(skipped);
    live.follow(() => picture(3));
    expect(oracle.questions).toHaveLength(1);
    oracle.last.answer("1");
    await afterGap();
    expect(oracle.questions.map(number)).toEqual([1, 3]);
    expect(skipped).not.toHaveBeenCalled();
  });

  test("rests between two questions", async () => {
    live.follow(() => picture(1));
    oracle.last.answer("1");
    await settled();
    live.follow(() => picture(2));
    expect(oracle.questions).toHaveLength(1);
    await afterGap();
    expect(oracle.questions).toHaveLength(2);
  });

  test("the answer before stays until the next one is there", async () => {
    live.follow(() => picture(1));
    oracle.last.answer("1");
    await afterGap();
    live.follow(() => picture(2));
    expect(label(live.state())).toBe("1");
    oracle.last.answer("7");
    await settled();
    expect(label(live.state())).toBe("7");
  });

  test("nothing to see is no question", async () => {
    live.follow(() => null);
    expect(oracle.questions).toHaveLength(0);
    expect(live.state().status).toBe("empty");
  });
});

describe("stale answers", () => {
  test("are dropped after a clear, and their question is aborted", async () => {
    live.follow(() => picture(1));
    const question = oracle.last;
    live.clear();
    expect(question.signal.aborted).toBe(true);
    question.answer("7");
    await settled();
    expect(live.state().status).toBe("empty");
  });

  test("are dropped after a replacement, even if they come last", async () => {
    live.follow(() => picture(1));
    const stale = oracle.last;
    live.replace(() => picture(2));
    oracle.last.answer("2");
    await settled();
    stale.answer("1");
    await settled();
    expect(label(live.state())).toBe("2");
    expect(stale.signal.aborted).toBe(true);
  });

  test("so are their failures", async () => {
    live.follow(() => picture(1));
    const stale = oracle.last;
    live.replace(() => picture(2));
    stale.fail(AWAY);
    await settled();
    expect(live.state().status).toBe("looking");
  });
});

describe("a server that is away", () => {
  test("is asked again after growing pauses, with the latest state, until it answers", async () => {
    live.follow(() => picture(1));
    oracle.last.fail(AWAY);
    await settled();
    expect(live.state()).toMatchObject({ status: "failed", retrying: true });
    live.follow(() => picture(2));
    expect(oracle.questions).toHaveLength(1);
    for (const pause of [...PACE.retries, PACE.retries.at(-1) ?? 0]) {
      const before = oracle.questions.length;
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(oracle.questions).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(oracle.questions).toHaveLength(before + 1);
      expect(number(oracle.last)).toBe(2);
      expect(live.state()).toMatchObject({ status: "failed", retrying: true });
      oracle.last.fail(AWAY);
      await settled();
    }
    await vi.advanceTimersByTimeAsync(10_000);
    oracle.last.answer("7");
    await settled();
    expect(label(live.state())).toBe("7");
  });

  test("is asked at once when the network is back", async () => {
    live.follow(() => picture(1));
    oracle.last.fail(AWAY);
    await settled();
    live.retryNow();
    expect(oracle.questions).toHaveLength(2);
  });

  test("is left alone once the drawing is cleared", async () => {
    live.follow(() => picture(1));
    oracle.last.fail(AWAY);
    await settled();
    live.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(oracle.questions).toHaveLength(1);
    expect(live.state().status).toBe("empty");
  });

  test("coming back to a network that never went asks nothing", () => {
    live.retryNow();
    expect(oracle.questions).toHaveLength(0);
  });
});

describe("a picture that cannot be read", () => {
  test("is shown as a failure and not asked about again", async () => {
    const failure = { kind: "problem", type: "t", status: 422, title: "", detail: "" } as const;
    live.follow(() => picture(1));
    oracle.last.fail(new RecognitionError(failure));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(live.state()).toEqual({ status: "failed", failure, retrying: false });
    expect(oracle.questions).toHaveLength(1);
  });

  test("does not stop the next one", async () => {
    live.follow(() => picture(1));
    oracle.last.fail(new RecognitionError({ kind: "tooLarge", bytes: 2, limit: 1 }));
    await settled();
    live.replace(() => picture(2));
    expect(live.state().status).toBe("looking");
    oracle.last.answer("2");
    await settled();
    expect(label(live.state())).toBe("2");
  });
});

test("listeners hear of every change until they leave", async () => {
  const heard = vi.fn();
  const leave = live.subscribe(heard);
  live.follow(() => picture(1));
  oracle.last.answer("1");
  await settled();
  expect(heard).toHaveBeenCalledTimes(2);
  leave();
  live.clear();
  expect(heard).toHaveBeenCalledTimes(2);
});
