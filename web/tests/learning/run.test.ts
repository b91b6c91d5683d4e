import { describe, expect, test } from "vitest";
import type { NewCorrection } from "../../src/learning/correction";
import type { Step } from "../../src/learning/flow";
import { hasEnded, type Job } from "../../src/learning/job";
import { CorrectionRun, type Means, type Wanted } from "../../src/learning/run";
import type { Answer } from "../../src/recognition/answer";
import { type Failure, RecognitionError } from "../../src/recognition/failure";
import type { Picture } from "../../src/recognition/picture";
import { anAnswer } from "../answers";
import { aDoneJob, aJob } from "./examples";

const PICTURE: Picture = { kind: "grey", width: 1, height: 1, pixels: new Uint8Array(1) };
const AWAY: Failure = { kind: "away" };
const MISSING: Failure = { kind: "problem", type: "", status: 404, title: "", detail: "" };
const KEPT = {
  id: "c",
  labels: ["7"],
  kind: "corrected",
  conflict: false,
  fixedSince: null,
} as const;

function wanted(given: Partial<Wanted> = {}): Wanted {
  return {
    id: "0123456789abcdef",
    recognizer: "digits",
    labels: ["7"],
    kind: "corrected",
    source: "draw",
    newLabels: false,
    about: PICTURE,
    picture: PICTURE,
    prediction: Promise.resolve("prediction"),
    ...given,
  };
}

interface Plan {
  failures?: Failure[];
  withdrawing?: Failure[];
  job?: Job | null;
  news?: readonly Job[];
  answer?: Answer | Failure;
  /** What is answered before that. */
  before?: Answer[];
}

/** A server that does as planned, and remembers what it was sent. */
function server({
  failures = [],
  withdrawing = [],
  job = aJob(),
  news = [aDoneJob()],
  answer,
  before = [],
}: Plan) {
  const sent: NewCorrection[] = [];
  const asked: Picture[] = [];
  const means: Means = {
    async correct(correction) {
      sent.push(correction);
      const failure = failures.shift();
      if (failure) throw new RecognitionError(failure);
      return { correction: KEPT, job };
    },
    async withdraw() {
      const failure = withdrawing.shift();
      if (failure) throw new RecognitionError(failure);
    },
    jobs: {
      listen(_id, tell) {
        queueMicrotask(() => {
          for (const one of news) tell(one);
        });
        return () => {};
      },
      ask: async () => aJob(),
    },
    async ask(picture) {
      asked.push(picture);
      const earlier = before.shift();
      if (earlier) return earlier;
      if (answer && "kind" in answer) throw new RecognitionError(answer);
      return answer ?? anAnswer({ model: "digits@000000000012" });
    },
  };
  return { means, sent, asked };
}

async function run(plan: Plan, given: Partial<Wanted> = {}) {
  const steps: Step[] = [];
  const { means, sent, asked } = server(plan);
  const started = new CorrectionRun(wanted(given), means, (step) => steps.push(step), [0]);
  await started.go();
  return { started, steps, sent, asked, kinds: () => steps.map(({ kind }) => kind) };
}

describe("a correction on its way", () => {
  test("is saved, learned, and asked about with the very same picture", async () => {
    const { kinds, steps, sent, asked } = await run({ news: [aJob(), aDoneJob()] });
    expect(kinds()).toEqual(["saving", "learning", "learning", "learning", "asking", "over"]);
    expect(steps.at(-1)).toMatchObject({ outcome: { kind: "learned" } });
    expect(sent.map(({ about }) => about)).toEqual([{ prediction: "prediction" }]);
    expect(asked).toEqual([PICTURE]);
    expect(asked[0]).toBe(PICTURE);
  });

  test("keeps its id when it is sent again", async () => {
    const { sent } = await run({ failures: [AWAY] });
    expect(sent.map(({ id }) => id)).toEqual(["0123456789abcdef", "0123456789abcdef"]);
  });

  test("stays to be tried again where the server is away for long", async () => {
    const { started, steps, sent, kinds } = await run({ failures: [AWAY, AWAY] });
    expect(steps.at(-1)).toEqual({ kind: "unsaved", failure: AWAY });
    await started.go();
    expect(kinds().slice(2)).toEqual(["saving", "learning", "learning", "asking", "over"]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  });

  test("takes the picture along where the prediction was not kept", async () => {
    const { sent } = await run({}, { prediction: Promise.resolve(null) });
    expect(sent[0]?.about).toEqual({ picture: PICTURE });
  });

  test("takes the picture along where the prediction is gone by now", async () => {
    const { sent, steps } = await run({ failures: [MISSING] });
    expect(sent.map(({ about }) => Object.keys(about))).toEqual([["prediction"], ["picture"]]);
    expect(steps.at(-1)?.kind).toBe("over");
  });

  test("that only confirms is done when it is saved", async () => {
    const { kinds, asked } = await run({}, { kind: "confirmed" });
    expect(kinds()).toEqual(["saving", "saved"]);
    expect(asked).toEqual([]);
  });

  test("without a job is asked about at once", async () => {
    const { kinds } = await run({ job: null });
    expect(kinds()).toEqual(["saving", "asking", "over"]);
  });

  test("says that it does not know where it cannot ask again", async () => {
    const { steps } = await run({ answer: AWAY });
    expect(steps.at(-1)).toEqual({ kind: "unclear", failure: AWAY });
  });

  test("shows what the model says, also where that is still wrong", async () => {
    const answer = anAnswer({ label: "1", confidence: 0.6 });
    const { steps } = await run({ answer });
    expect(steps.at(-1)).toMatchObject({ outcome: { kind: "notYet", fresh: { answer } } });
  });

  test("waits for the version that has just gone live to answer", async () => {
    const { steps, asked } = await run({ before: [anAnswer({ label: "1" })] });
    expect(asked).toHaveLength(2);
    expect(steps.at(-1)).toMatchObject({ outcome: { kind: "learned", fresh: { number: 12 } } });
  });

  test("can be taken back, or says why not", async () => {
    const first = await run({});
    await first.started.withdraw();
    expect(first.steps.at(-1)).toEqual({ kind: "withdrawn" });
    const second = await run({ withdrawing: [AWAY, AWAY] });
    await second.started.withdraw();
    expect(second.steps.at(-1)).toEqual({ kind: "kept", failure: AWAY });
  });

  test("says nothing more once it is taken back", async () => {
    const steps: Step[] = [];
    const { means } = server({ news: [aJob()] });
    const started = new CorrectionRun(wanted(), means, (step) => steps.push(step), [0]);
    const going = started.go();
    await new Promise((resolve) => setTimeout(resolve));
    await started.withdraw();
    await going;
    expect(steps.at(-1)).toEqual({ kind: "withdrawn" });
  });
});

test("jobs that were called off have ended", () => {
  expect(hasEnded(aJob({ state: "cancelled" }))).toBe(true);
  expect(hasEnded(aJob({ state: "queued" }))).toBe(false);
});
