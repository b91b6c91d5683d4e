/**
 * What a person said about a reading: the ink in one region reads as these characters. It holds
 * as long as that ink does not change, whatever is read elsewhere.
 */

import { crop, samePixels } from "./crop";
import type { Picture } from "./picture";
import { type Box, type Character, type Line, middleLiesIn, type Reading, union } from "./reading";

export interface Correction {
  readonly picture: Picture;
  readonly region: Box;
  /** None where the region reads as nothing. */
  readonly characters: readonly Character[];
}

/** A line as shown: what was read, with what was corrected. */
export interface CorrectedLine extends Line {
  readonly corrected: ReadonlySet<Character>;
}

/**
 * Adds a correction. What older ones say about the same place is taken back; what they say about
 * places beside it stays.
 */
export function correct(older: readonly Correction[], added: Correction): readonly Correction[] {
  const kept = older.flatMap((correction) =>
    holds(correction, added.picture) ? besides(correction, added.region) : [correction],
  );
  return [...kept, added];
}

/** What a correction says about places beside `region`. */
function besides(correction: Correction, region: Box): readonly Correction[] {
  const { characters } = correction;
  const beside = characters.filter(({ box }) => !middleLiesIn(box, region));
  const [first, ...others] = beside.map(({ box }) => box);
  if (!first) {
    const untouched = characters.length === 0 && !middleLiesIn(correction.region, region);
    return untouched ? [correction] : [];
  }
  if (beside.length === characters.length) return [correction];
  const { y, height } = correction.region;
  const left = { ...others.reduce(union, first), y, height };
  return [{ ...correction, characters: beside, region: left }];
}

/** Takes back what was said about the place of `box`. */
export function withdraw(corrections: readonly Correction[], picture: Picture, box: Box) {
  return corrections.filter(
    (correction) => !(holds(correction, picture) && middleLiesIn(box, correction.region)),
  );
}

/** The lines of a reading of `picture`, with the corrections that hold for it. */
export function corrected(
  reading: Reading,
  picture: Picture,
  corrections: readonly Correction[],
): readonly CorrectedLine[] {
  const holding = corrections.filter((correction) => holds(correction, picture));
  return reading.lines.map((line) => {
    const own = holding
      .filter(({ region }) => nearest(reading.lines, region) === line)
      .sort((a, b) => across(a.region) - across(b.region));
    const fixed = own.flatMap(({ characters }) => characters);
    return { ...line, characters: woven(line.characters, own), corrected: new Set(fixed) };
  });
}

/** What was read, in its own order, with each correction in the place of what it replaces. */
function woven(read: readonly Character[], own: readonly Correction[]): readonly Character[] {
  const replaced = ({ box }: Character) => own.some(({ region }) => middleLiesIn(box, region));
  const places = own.map(({ region }) => {
    const inside = read.findIndex(({ box }) => middleLiesIn(box, region));
    return inside < 0 ? read.findIndex(({ box }) => across(box) > across(region)) : inside;
  });
  const at = (place: number) =>
    own.flatMap(({ characters }, index) => (places[index] === place ? characters : []));
  const before = read.flatMap((one, index) => [...at(index), ...(replaced(one) ? [] : [one])]);
  return [...before, ...at(-1)];
}

function holds({ picture: then, region }: Correction, now: Picture): boolean {
  if (then === now) return true;
  if (then.kind === "file" || now.kind === "file") {
    return then.kind === "file" && now.kind === "file" && then.file === now.file;
  }
  // Another size is another board, whose places mean something else.
  if (then.width !== now.width || then.height !== now.height) return false;
  return samePixels(crop(then, region), crop(now, region));
}

/** The line that a region belongs to: the one whose height has its middle nearest. */
function nearest(lines: readonly Line[], region: Box): Line | undefined {
  const away = ({ box }: Line) => Math.abs(down(box) - down(region));
  return lines.toSorted((a, b) => away(a) - away(b))[0];
}

function across(box: Box): number {
  return box.x + box.width / 2;
}

function down(box: Box): number {
  return box.y + box.height / 2;
}
