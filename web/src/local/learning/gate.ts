/**
 * Whether what was learned here may answer: the server's gate for one person, with its limits and
 * its words; see vistazo/learning/gate.py.
 */

import type { Check, Decision } from "../../learning/decision";
import { compare, type Report } from "./judge";
import type { Task } from "./link";

/** What must be kept to. */
export interface Policy {
  /** How much of the golden score may be lost against the base. */
  readonly goldenLoss: number;
  readonly goldenChance: number;
  readonly calibrationSlack: number;
  readonly unknownSlack: number;
  /** Of an example, to be tried in this order. */
  readonly weights: readonly number[];
  /** See `Strength`. */
  readonly kept: number;
  /** Share of the calibration pictures that a fit may lose while it is sought. */
  readonly guardLoss: number;
  readonly sizeFactor: number;
  readonly timeFactor: number;
}

const NEW_LABEL_SLACK = 0.15;
const CALIBRATION_CHANCE = 0.2;
const PARITY = 1e-4;

/** For what one person is served: a style of writing contradicts other people's. */
export function personalPolicy(task: Task): Policy {
  return {
    goldenLoss: 0.01,
    goldenChance: 0,
    calibrationSlack: 0.02,
    unknownSlack: 0.05,
    weights: task === "one" ? [30, 10, 3] : [100, 30, 10, 3],
    kept: 0.5,
    guardLoss: 0.007,
    sizeFactor: 1.1,
    timeFactor: 1.5,
  };
}

/** The three that are compared. */
export interface Reports {
  readonly base: Report;
  readonly champion: Report;
  readonly candidate: Report;
}

/** `isUnlearning`: something was taken back, so that nothing needs to be gained. */
export function decide(reports: Reports, policy: Policy, isUnlearning: boolean): Decision {
  const gains = isUnlearning ? [takenBack] : [past, learned];
  const checks = [golden, flips, ...gains, heldOut, calibration, unknown, size, time, parity].map(
    (check) => check(reports, policy),
  );
  return decisionOf(checks);
}

export function decisionOf(checks: readonly Check[]): Decision {
  const failed = checks.filter(({ passed }) => !passed);
  const gains = checks.filter(({ name }) => name === "learned" || name === "taken_back");
  const told = failed.length > 0 ? failed : gains;
  const more = checks.filter(({ name }) => name === "left_out");
  return {
    approved: failed.length === 0,
    checks,
    summary: [...told, ...more].map(({ message }) => message).join(" "),
  };
}

/** What a candidate was not given, as a check that always passes. */
export function leftOut(waiting: number): Check {
  const message = `Kept, but not learned here: ${waiting} corrections to new labels that need more pictures.`;
  return {
    name: "left_out",
    passed: true,
    message,
    values: { waiting, doubted: 0, distrusted: 0 },
  };
}

type Values = Check["values"];

function check(name: string, passed: boolean, message: string, values: Values): Check {
  return { name, passed, message, values };
}

function golden({ base, candidate }: Reports, { goldenLoss: limit }: Policy): Check {
  const [was, now, pictures] = [base.goldenScore, candidate.goldenScore, base.golden.length];
  // Half an answer of slack, against rounding.
  const passed = was - now <= limit + 0.5 / pictures;
  const message = `Of ${pictures} golden answers ${percent(now)} are right, ${percent(was)} at first; at most ${percent(limit)} may be lost.`;
  return check("golden", passed, message, { pictures, base: was, now, limit });
}

function flips({ champion, candidate }: Reports, { goldenChance }: Policy): Check {
  const { gained, lost, chance } = compare(champion.golden, candidate.golden);
  const message = `Against the live version ${gained} golden answers are gained and ${lost} lost; so uneven by chance with probability ${chance.toFixed(2)}.`;
  return check("flips", !(lost > gained && chance < goldenChance), message, {
    gained,
    lost,
    chance,
  });
}

function takenBack({ candidate }: Reports): Check {
  const [right, corrections] = [count(candidate.corrections), candidate.corrections.length];
  const message = `Corrections were taken back; ${right} of the ${corrections} that remain are answered right.`;
  return check("taken_back", true, message, { right, corrections });
}

function past({ champion, candidate }: Reports): Check {
  const { lost } = compare(champion.corrections, candidate.corrections);
  const message = `${lost} corrected pictures that the live version has right would be wrong again; none may be.`;
  return check("past", lost === 0, message, { lost, corrections: candidate.corrections.length });
}

function learned({ champion, candidate }: Reports): Check {
  const { gained } = compare(champion.corrections, candidate.corrections);
  const [right, corrections] = [count(candidate.corrections), candidate.corrections.length];
  const message =
    corrections === 0
      ? "There is nothing to learn."
      : `${gained} more corrected pictures are answered right, ${right} of ${corrections} in all.`;
  return check("learned", gained > 0, message, { gained, right, corrections });
}

function heldOut({ base, candidate }: Reports): Check {
  // Against the base, as the champion may have learned these very pictures.
  const { gained, lost } = compare(base.heldOut, candidate.heldOut);
  const pictures = candidate.heldOut.length;
  const message = `Of ${pictures} corrected pictures, each judged by a twin that did not learn it, ${gained} are gained and ${lost} lost; no more may be lost than gained.`;
  return check("held_out", gained >= lost, message, { pictures, gained, lost });
}

function calibration({ base, champion, candidate }: Reports, policy: Policy): Check {
  const before = Math.max(base.calibrationError, champion.calibrationError);
  const now = candidate.calibrationError;
  const chance = CALIBRATION_CHANCE / Math.sqrt(candidate.golden.length);
  const limit = Math.max(policy.calibrationSlack, chance);
  const message = `The calibration error is ${percent(now)}, ${percent(before)} before; it may grow by ${percent(limit)}.`;
  return check("calibration", now <= before + limit, message, { before, now, limit });
}

/** A label that is new takes in some of what was none before. */
function unknown({ base, candidate }: Reports, { unknownSlack }: Policy): Check {
  const limit = candidate.labels > base.labels ? NEW_LABEL_SLACK : unknownSlack;
  const [before, now] = [base.unknown, candidate.unknown];
  const message = `${percent(now, 1)} of what is none of the labels is called unknown, ${percent(before, 1)} at first.`;
  return check("unknown", now >= before - limit, message, { before, now, limit });
}

function size({ base, candidate }: Reports, { sizeFactor }: Policy): Check {
  const [before, now] = [base.size, candidate.size];
  const message = `The file has ${now} bytes, ${before} at first.`;
  return check("size", now <= before * sizeFactor, message, { before, now });
}

function time({ champion, candidate }: Reports, { timeFactor }: Policy): Check {
  const [before, now] = [champion.milliseconds, candidate.milliseconds];
  const message = `A small picture takes ${now.toFixed(2)} ms, ${before.toFixed(2)} with the live version.`;
  return check("time", now <= before * timeFactor, message, { before, now });
}

function parity({ candidate }: Reports): Check {
  const difference = candidate.disagreement;
  const message = `The file's answers differ by ${difference.toExponential(1)} from the fitted ones; ${PARITY.toExponential(0)} is allowed.`;
  return check("parity", difference <= PARITY, message, { difference, limit: PARITY });
}

function count(right: readonly boolean[]): number {
  return right.filter(Boolean).length;
}

function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)}%`;
}
