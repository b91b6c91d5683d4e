/** What the gate said about a version, and what it looked at. */

export interface Check {
  /** Known by name to the page, which has its own words for it. */
  readonly name: string;
  readonly passed: boolean;
  /** The gate's own words, in English. */
  readonly message: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Decision {
  readonly approved: boolean;
  readonly checks: readonly Check[];
  /** The gate's own words, in English. */
  readonly summary: string;
}

/** Says what was not learned at all; it stands in the way of nothing. */
const LEFT_OUT = "left_out";

/** Why a correction may have had no effect: what a version did not pass, and what it was not given. */
export function objections({ checks }: Decision): readonly Check[] {
  return checks.filter(({ name, passed }) => !passed || name === LEFT_OUT);
}
