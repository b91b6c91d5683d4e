import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test, vi } from "vitest";
import { createKept } from "../../src/kept/create";
import { createOutbox } from "../../src/kept/outbox";
import type { NewCorrection } from "../../src/learning/correction";
import type { Step } from "../../src/learning/flow";
import { hasEnded, type Job, type JobResult } from "../../src/learning/job";
import { CorrectionRun, type Means, type Wanted } from "../../src/learning/run";
import type { Teacher } from "../../src/learning/teacher";
import type { Answer } from "../../src/recognition/answer";
import { type Failure, RecognitionError } from "../../src/recognition/failure";
import type { Picture } from "../../src/recognition/picture";
import { anAnswer } from "../answers";
import { aDoneJob, aJob } from "./examples";

const PICTURE: Picture = { kind: "grey", width: 1, height: 1, pixels: new Uint8Array(1) };
const AWAY: Failure = { kind: "away" };
const URN = "urn:vistazo:problem:";
const FULL: Failure = {
  kind: "problem",
  type: `${URN}storage-full`,
  status: 507,
  title: "",
  detail: "",
};
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
    profile: "ana",
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
  running?: readonly Job[];
  news?: readonly Job[];
  answer?: Answer | Failure;
  /** What is answered before that. */
  before?: Answer[];
  /** What this device learns; undefined where the server does. */
  learned?: JobResult | null;
}

/** A server that does as planned, and remembers what it was sent. */
function surroundings({
  failures = [],
  withdrawing = [],
  running = [],
  before = [],
  ...plan
}: Plan) {
  const { job = aJob(), news = [aDoneJob()], answer, learned } = plan;
  const sent: NewCorrection[] = [];
  const asked: Picture[] = [];
  const taught: string[] = [];
  const withdrawn: string[] = [];
  const disk = new IDBFactory();
  const kept = createKept({ factory: () => disk, channel: null, name: "here" });
  const receiver = {
    async correct(correction: NewCorrection) {
      sent.push(correction);
      const failure = failures.shift();
      if (failure) throw new RecognitionError(failure);
      return { correction: KEPT, job };
    },
    async withdraw(id: string) {
      const failure = withdrawing.shift();
      if (failure) throw new RecognitionError(failure);
      withdrawn.push(id);
    },
  };
  const teacher: Teacher = {
    async learn(recognizer, profile) {
      taught.push(`${recognizer} ${profile}`);
      return learned ?? null;
    },
  };
  const means: Means = {
    outbox: createOutbox(kept, receiver, { turns: (work) => work(), pauses: [20] }),
    teacher: learned === undefined ? null : teacher,
    running: async () => running,
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
  return { means, sent, asked, kept, taught, withdrawn };
}

function begin(plan: Plan, given: Partial<Wanted> = {}) {
  const steps: Step[] = [];
  const around = surroundings(plan);
  const started = new CorrectionRun(wanted(given), around.means, (step) => steps.push(step), [0]);
  return { started, steps, ...around, kinds: () => steps.map(({ kind }) => kind) };
}

async function run(plan: Plan, given: Partial<Wanted> = {}) {
  const begun = begin(plan, given);
  await begun.started.go();
  return begun;
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

  test("waits while the server is away, and goes on by itself with the same id", async () => {
    const { kinds, sent, steps } = await run({ failures: [AWAY, AWAY] });
    expect(kinds()).toEqual(["saving", "waiting", "learning", "learning", "asking", "over"]);
    expect(sent.map(({ id }) => id)).toEqual(Array(3).fill("0123456789abcdef"));
    expect(steps.at(-1)).toMatchObject({ outcome: { kind: "learned" } });
  });

  test("is sent, but not followed, once nobody looks any more", async () => {
    const { means, sent, kept } = surroundings({ failures: [AWAY] });
    const kinds: string[] = [];
    const started = new CorrectionRun(wanted(), means, ({ kind }) => {
      kinds.push(kind);
      if (kind === "waiting") started.leave();
    });
    await started.go();
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(await kept.corrections.all()).toEqual([]);
    expect(kinds).toEqual(["saving", "waiting"]);
  });

  test("stays to be tried again where the server does not take it", async () => {
    const { started, steps, kinds, sent, kept } = await run({ failures: [FULL] });
    expect(steps.at(-1)).toEqual({ kind: "unsaved", failure: FULL });
    expect(await kept.corrections.count("refused")).toBe(1);
    await started.go();
    expect(kinds().slice(2)).toEqual(["saving", "learning", "learning", "asking", "over"]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  });

  test("looks for the job where the server had it before and does not name one", async () => {
    const { kinds } = await run({ job: null, running: [aJob()] });
    expect(kinds()).toEqual(["saving", "learning", "learning", "asking", "over"]);
  });

  test("goes from this device once the server has it", async () => {
    const { kept, sent } = await run({});
    expect(sent).toHaveLength(1);
    expect(await kept.corrections.all()).toEqual([]);
  });

  test("takes the picture along where the prediction was not kept", async () => {
    const { sent } = await run({}, { prediction: Promise.resolve(null) });
    expect(sent[0]?.about).toEqual({ picture: PICTURE });
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

  test("can be taken back, also while the server is away, or says why not", async () => {
    const first = await run({ withdrawing: [AWAY] });
    await first.started.withdraw();
    expect(first.steps.at(-1)).toEqual({ kind: "withdrawn" });
    await vi.waitFor(() => expect(first.withdrawn).toEqual(["0123456789abcdef"]));
    const second = await run({ withdrawing: [FULL] });
    await second.started.withdraw();
    expect(second.steps.at(-1)).toEqual({ kind: "kept", failure: FULL });
  });

  test("says nothing more once it is taken back", async () => {
    const { started, steps } = begin({ news: [aJob()] });
    const going = started.go();
    await vi.waitFor(() => expect(steps.at(-1)?.kind).toBe("learning"));
    await started.withdraw();
    await going;
    expect(steps.at(-1)).toEqual({ kind: "withdrawn" });
  });
});

describe("a correction that this device learns", () => {
  const LEARNED = { model: "digits@a+1", number: null, promoted: true, decision: null };

  test("is learned while it is sent, and stays", async () => {
    const answer = anAnswer({ model: "digits@a+1" });
    const { kinds, steps, kept, taught } = await run({ learned: LEARNED, answer });
    expect(kinds()).toEqual(["saving", "learning", "asking", "over"]);
    expect(steps.at(-1)).toMatchObject({ outcome: { kind: "learned" } });
    expect(taught).toEqual(["digits ana"]);
    await vi.waitFor(async () => expect(await kept.corrections.count("delivered")).toBe(1));
  });

  test("does not wait for a server that is away", async () => {
    const { kinds, kept } = await run({ learned: null, failures: Array(9).fill(AWAY) });
    expect(kinds()).toEqual(["saving", "learning", "asking", "over"]);
    expect(await kept.corrections.count("waiting")).toBe(1);
  });

  test("is unlearned when it is taken back", async () => {
    const { started, steps, taught, withdrawn, kept } = await run({
      learned: LEARNED,
      answer: anAnswer({ model: "digits@a+1" }),
    });
    await started.withdraw();
    expect(taught).toEqual(["digits ana", "digits ana"]);
    expect(steps.at(-1)).toEqual({ kind: "withdrawn" });
    await vi.waitFor(() => expect(withdrawn).toHaveLength(1));
    await vi.waitFor(async () => expect(await kept.corrections.all()).toEqual([]));
  });
});

test("jobs that were called off have ended", () => {
  expect(hasEnded(aJob({ state: "cancelled" }))).toBe(true);
  expect(hasEnded(aJob({ state: "queued" }))).toBe(false);
});
