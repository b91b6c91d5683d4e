/**
 * Which pieces of ink make a line of text; see vistazo/runtime/text/lines.py.
 *
 * The page is levelled by its slope; rows that hold much ink are lines, and the rows with the
 * least ink between two of them part them. A large piece belongs to the line that its middle lies
 * in, and is cut where it reaches into two. A small one (a dot, an accent, a comma) belongs to the
 * line whose letters are nearest.
 */

import { placeOf } from "./arrays/numbers";
import { filled } from "./arrays/plane";
import { type Components, letterSize, type Piece } from "./components";
import { findRows, isBody, type LevelPiece, type Rows } from "./rows";
import { findSlope } from "./skew";

/** A piece farther than this from any letter, in letters, stays where it is, … */
const FAR = 1.5;
/** … unless so few are in a row without letters; then it has to be farther. */
const LOOSE = 2;
const FARTHEST = 5;
/** What it costs a small piece to leave the row that it lies in, in letters. */
const OTHER_ROW = 0.3;
/** A piece that reaches this far beyond the middles of two lines, in letters, is cut. */
const BEYOND = 0.25;
/** What gaps count in the distance of a small piece from a letter. */
const ACROSS = 0.5;
const DOWN = 2;

/** The ink of one line: columns and rows of its pixels on the page, in reading order. */
export interface TextLine {
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Size of its letters in pixels. */
  readonly letter: number;
}

/** The lines of a page, from top to bottom. */
export function findLines(components: Components): readonly TextLine[] {
  const { pieces } = components;
  if (pieces.length === 0) return [];
  const letter = Math.max(letterSize(pieces), 1);
  const { x, y, owner } = inkOf(components);
  const slope = findSlope(x, y, letter);
  const level = filled(
    new Float64Array(x.length),
    (place) => (y[place] ?? 0) - slope * (x[place] ?? 0),
  );
  const levelled = pieces.map((piece) => onLevel(piece, slope));
  const rows = findRows(level, levelled, letter);
  const own = assign(levelled, rows, letter);
  const cut = levelled.map((piece) => reachesIntoTwo(piece, rows, letter));
  const line = owner.map((piece, place) =>
    cut[piece] ? placeOf(rows.cuts, level[place] ?? 0) : (own[piece] ?? 0),
  );
  const numbers = [...new Set(line)].sort((a, b) => a - b);
  return numbers.map((number) => {
    const isOwn = (_: number, place: number) => line[place] === number;
    return { x: x.filter(isOwn), y: y.filter(isOwn), letter };
  });
}

/** The pixels of what may be writing, and which piece each is of. */
function inkOf({ labels, width, pieces }: Components) {
  const isWriting = (found: number) => found > 0 && found <= pieces.length;
  const length = labels.reduce((count, found) => count + (isWriting(found) ? 1 : 0), 0);
  const [x, y, owner] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
  let next = 0;
  for (let place = 0; place < labels.length; place += 1) {
    const found = labels[place] ?? 0;
    if (!isWriting(found)) continue;
    x[next] = place % width;
    y[next] = Math.floor(place / width);
    owner[next] = found - 1;
    next += 1;
  }
  return { x, y, owner };
}

function onLevel({ left, right, top, bottom, height, x, y }: Piece, slope: number): LevelPiece {
  const sink = (slope * (left + right)) / 2;
  // A wide piece's box is higher than its ink is once it is level.
  const excess = Math.min(Math.abs(slope) * (right - left), height - 1) / 2;
  return {
    left,
    right,
    top: top - sink + excess,
    bottom: bottom - sink - excess,
    middle: y - slope * x,
  };
}

/** The line of each piece. */
function assign(pieces: readonly LevelPiece[], { cuts }: Rows, letter: number): readonly number[] {
  const row = pieces.map(({ middle }) => placeOf(cuts, middle));
  const body = pieces.map((piece) => isBody(piece, letter));
  // A few dots far above their letters are no line; a row of dashes may be.
  const counts = new Int32Array(cuts.length + 1);
  const lettered = new Uint8Array(cuts.length + 1);
  for (const [place, number] of row.entries()) {
    counts[number] = (counts[number] ?? 0) + 1;
    if (body[place]) lettered[number] = 1;
  }
  const letters = pieces.flatMap((piece, place) =>
    body[place] ? [{ piece, row: row[place] ?? 0 }] : [],
  );
  return pieces.map((piece, place) => {
    const own = row[place] ?? 0;
    if (body[place]) return own;
    let [best, nearest] = [own, Number.POSITIVE_INFINITY];
    for (const other of letters) {
      if (Math.abs(other.row - own) > 1) continue;
      const away = gap(piece, other.piece) / letter + (other.row === own ? 0 : OTHER_ROW);
      if (away < nearest) [best, nearest] = [other.row, away];
    }
    const isLoose = (counts[own] ?? 0) <= LOOSE && lettered[own] === 0;
    return nearest <= (isLoose ? FARTHEST : FAR) ? best : own;
  });
}

/**
 * How far a piece is from another, in pixels. A dash stands beside its letters rather than above
 * another line's, so that gaps down count more.
 */
function gap(piece: LevelPiece, other: LevelPiece): number {
  const across = Math.max(other.left - piece.right, 0) + Math.max(piece.left - other.right, 0);
  const down = Math.max(other.top - piece.bottom, 0) + Math.max(piece.top - other.bottom, 0);
  return ACROSS * across + DOWN * down;
}

/** Whether a piece holds letters of more than one line. */
function reachesIntoTwo({ top, bottom }: LevelPiece, { middles }: Rows, letter: number): boolean {
  const slack = BEYOND * letter;
  return placeOf(middles, bottom - slack) - placeOf(middles, top + slack) >= 2;
}
