import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { readBank } from "../../../src/local/learning/bank";
import { createTwins, makeCandidate } from "../../../src/local/learning/candidate";
import type { Examples } from "../../../src/local/learning/examples";
import { readHead, readPrior } from "../../../src/local/learning/file";
import { personalPolicy } from "../../../src/local/learning/gate";
import { type Head, noveltiesOf, probabilitiesOf } from "../../../src/local/learning/head";
import { NO_FILE } from "../../../src/local/learning/judge";
import { type Matrix, matrix, rowsOf } from "../../../src/local/learning/numbers/matrix";
import { PASSES, refit } from "../../../src/local/learning/refit";
import type { Base } from "../../../src/local/learning/search";
import { sha256 } from "../../../src/local/learning/sha256";
import { halves } from "./halves";

const ROOT = resolve(import.meta.dirname, "../../../..");
/** Of probabilities: far more than rounding does, far less than a person sees. */
const NEAR = 1e-3;
/** Of novelty, which is fitted upon it, and moves by so much where another processor rounds. */
const NEAR_NOVELTY = 2e-2;
const ASKED = 40;

interface Case {
  readonly model: string;
  readonly name: string;
  readonly known: number;
  readonly taken_back: boolean;
  readonly examples: {
    readonly embeddings: string;
    readonly labels: readonly (readonly string[])[];
  };
  readonly fitted: { readonly probabilities: readonly (readonly number[])[] };
  readonly learned: {
    readonly probabilities: readonly (readonly number[])[];
    readonly novelty: readonly number[];
    readonly novelty_threshold: number;
    readonly checks: readonly {
      readonly name: string;
      readonly passed: boolean;
      readonly values: Readonly<Record<string, number>>;
    }[];
  };
}

interface Golden {
  readonly models: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

const golden = JSON.parse(
  gunzipSync(readFileSync(resolve(ROOT, "tests/golden/refit.json.gz"))).toString(),
) as Golden;
const breathe = () => Promise.resolve();
const bases = new Map<string, Base>();

beforeAll(async () => {
  for (const [name, model] of Object.entries(golden.models)) {
    const base = await baseOf(name);
    // If not: python tests/golden/test_refit.py
    expect(base.bank.model).toBe(model);
    bases.set(name, base);
  }
});

async function baseOf(name: string): Promise<Base> {
  const path = resolve(ROOT, "src/vistazo/models", name);
  const file = new Uint8Array(readFileSync(`${path}.onnx`));
  const bank = await readBank(new Uint8Array(readFileSync(`${path}.bank.npz`)));
  return { head: readHead(file), bank, prior: readPrior(file), breathe };
}

function given({ examples }: Case, count = examples.labels.length): Examples {
  const numbers = halves(Buffer.from(examples.embeddings, "base64"));
  const width = numbers.length / examples.labels.length;
  const all = matrix(examples.labels.length, width, numbers);
  const embeddings = rowsOf(all, [...Array(count).keys()]);
  const hashes = Array.from({ length: count }, (_, row) =>
    sha256(new Uint8Array(embeddings.data.slice(row * width, (row + 1) * width).buffer)),
  );
  return { embeddings, labels: examples.labels.slice(0, count), hashes };
}

function learned(base: Base, champion: Head, examples: Examples, isUnlearning: boolean) {
  const policy = personalPolicy(base.head.task);
  const tryOut = async () => ({ before: NO_FILE, after: NO_FILE });
  const twins = createTwins();
  return makeCandidate({ base, champion, examples, policy, isUnlearning, twins, tryOut });
}

function farthest(found: Matrix | Float32Array, wanted: readonly number[]): number {
  const data = "data" in found ? found.data : found;
  expect(data.length).toBe(wanted.length);
  return Math.max(...wanted.map((value, place) => Math.abs(value - (data[place] ?? Number.NaN))));
}

/** Many fits, on a machine that may have other things to do. */
const PATIENCE = 60_000;

describe.each(golden.cases)("$model: $name", { timeout: PATIENCE }, (wanted) => {
  const base = () => bases.get(wanted.model) as Base;
  const asked = () => {
    const { embeddings } = base().bank.golden;
    const step = Math.max(1, Math.floor(embeddings.rows / ASKED));
    const count = wanted.learned.novelty.length;
    return rowsOf(
      embeddings,
      Array.from({ length: count }, (_, row) => row * step),
    );
  };
  const rest = wanted.examples.labels.length - (wanted.taken_back ? 1 : 0);

  test("one fit answers as the server's", async () => {
    const { head } = base();
    const policy = personalPolicy(head.task);
    const strength = { weight: policy.weights[0] ?? 0, kept: policy.kept };
    const fitted = await refit({
      ...base(),
      examples: given(wanted, rest),
      strength,
      passes: PASSES,
    });
    const off = farthest(probabilitiesOf(fitted, asked()), wanted.fitted.probabilities.flat());
    expect(off).toBeLessThanOrEqual(NEAR);
  });

  test("what was learned answers as the server's, and the gate says the same", async () => {
    const { head } = base();
    const before =
      wanted.known > 0
        ? (await learned(base(), head, given(wanted, wanted.known), false)).head
        : head;
    const made = await learned(base(), before, given(wanted, rest), wanted.taken_back);
    const off = farthest(probabilitiesOf(made.head, asked()), wanted.learned.probabilities.flat());
    expect(off).toBeLessThanOrEqual(NEAR);
    const novelty = farthest(noveltiesOf(made.head, asked()), wanted.learned.novelty);
    expect(novelty).toBeLessThanOrEqual(NEAR_NOVELTY);
    const threshold = Math.abs(made.head.noveltyThreshold - wanted.learned.novelty_threshold);
    expect(threshold).toBeLessThanOrEqual(NEAR_NOVELTY);
    const checks = made.decision.checks.filter(
      ({ name }) => !["size", "time", "parity"].includes(name),
    );
    expect(checks.map(({ name, passed }) => ({ name, passed }))).toEqual(
      wanted.learned.checks.map(({ name, passed }) => ({ name, passed })),
    );
    for (const [place, { values }] of wanted.learned.checks.entries()) {
      for (const [name, value] of Object.entries(values)) {
        expect(Math.abs(Number(checks[place]?.values[name]) - value)).toBeLessThanOrEqual(NEAR);
      }
    }
  });
});
