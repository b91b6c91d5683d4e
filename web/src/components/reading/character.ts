import type { Character } from "../../recognition/reading";

/** Less sure characters than this stand out, as the ones to look at first. */
const DOUBTFUL = 0.6;

export function isDoubtful({ confidence }: Character): boolean {
  return confidence < DOUBTFUL;
}

/** A space can be seen only by a sign. */
export function shownCharacter(character: string): string {
  return character === " " ? "␣" : character;
}
