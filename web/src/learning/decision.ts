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

/**
 * Why a correction may have had no effect: what a version did not pass, and what it was not given.
 * Where something was not given, it is no news that it was not learned.
 */
export function objections({ checks }: Decision): readonly Check[] {
  const leftOut = checks.filter(({ name }) => name === "left_out");
  const failed = checks.filter(({ name, passed }) => !passed && name !== "left_out");
  if (leftOut.length === 0) return failed;
  return [...failed.filter(({ name }) => name !== "learned"), ...leftOut];
}
