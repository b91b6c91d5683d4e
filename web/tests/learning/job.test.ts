import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { followJob, type Job, type JobSource } from "../../src/learning/job";
import { RecognitionError } from "../../src/recognition/failure";
import { aDoneJob, aJob } from "./examples";

/** A server whose news the test gives by hand. */
class Source implements JobSource {
  news: (job: Job) => void = () => {};
  broke: () => void = () => {};
  listening = 0;
  asked = 0;
  answers: (Job | Error)[] = [];

  listen(_id: string, news: (job: Job) => void, broke: () => void) {
    this.news = news;
    this.broke = broke;
    this.listening += 1;
    return () => {
      this.listening -= 1;
    };
  }

  async ask(): Promise<Job> {
    this.asked += 1;
    const answer = this.answers.shift() ?? aJob();
    if (answer instanceof Error) throw answer;
    return answer;
  }
}

const PAUSE = 100;
let source: Source;
let told: string[];
let given: AbortController;

function follow(): Promise<Job> {
  return followJob(source, "job", ({ state }) => told.push(state), given.signal, PAUSE);
}

beforeEach(() => {
  vi.useFakeTimers();
  source = new Source();
  told = [];
  given = new AbortController();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("following a job", () => {
  test("tells of everything that the server pushes, and ends with the job", async () => {
    const end = follow();
    source.news(aJob({ state: "queued" }));
    source.news(aJob());
    source.news(aDoneJob());
    expect((await end).state).toBe("done");
    expect(told).toEqual(["queued", "running", "done"]);
    expect([source.listening, source.asked]).toEqual([0, 0]);
  });

  test("asks instead where the server cannot push, also while it is away", async () => {
    source.answers = [aJob(), new RecognitionError({ kind: "away" }), aDoneJob()];
    const end = follow();
    source.broke();
    await vi.advanceTimersByTimeAsync(3 * PAUSE);
    expect((await end).state).toBe("done");
    expect(told).toEqual(["running", "done"]);
    expect([source.listening, source.asked]).toEqual([0, 3]);
  });

  test("news after the end are not told", async () => {
    const end = follow();
    source.news(aDoneJob());
    source.news(aJob());
    source.broke();
    await end;
    await vi.advanceTimersByTimeAsync(5 * PAUSE);
    expect([told, source.asked]).toEqual([["done"], 0]);
  });

  test.each(["failed", "cancelled"] as const)("ends where the job %s", async (state) => {
    const end = follow();
    source.news(aJob({ state }));
    expect((await end).state).toBe(state);
  });

  test("gives up when it is told to, and asks nothing more", async () => {
    const end = follow();
    source.broke();
    given.abort();
    await expect(end).rejects.toThrow();
    const { asked } = source;
    await vi.advanceTimersByTimeAsync(5 * PAUSE);
    expect(source.asked).toBe(asked);
  });

  test("does not begin where it was given up before", async () => {
    given.abort();
    await expect(follow()).rejects.toThrow();
    expect(source.listening).toBe(0);
  });
});
