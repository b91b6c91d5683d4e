/** How probable a label is, in one of three words that stand beside three colours. */

export type Level = "likely" | "perhaps" | "unlikely";

const LIKELY = 0.7;
const PERHAPS = 0.4;

export function levelOf(probability: number): Level {
  if (probability > LIKELY) return "likely";
  return probability >= PERHAPS ? "perhaps" : "unlikely";
}
