/**
 * A second opinion on a line: its reader's texts, judged by the recogniser of single characters.
 * See vistazo/runtime/text/rescoring.py.
 *
 * The reader sees a line as a whole and knows what stands beside what; the recogniser sees one
 * glyph at a higher resolution, with its size and its place on the line. For each section of a
 * line the text wins for which both together speak most: log p(text) of the reader + TRUST × sum
 * of log p(character) of the recogniser + LETTER for each character.
 */

import type { Grey, Table } from "./arrays/plane";
import type { Columns } from "./ctc";
import type { Emission } from "./emission";
import { drawFrames, estimateFrame, type Frames } from "./frames";
import { LineInk } from "./lineInk";
import { type Candidate, findSections } from "./sections";

/** What the recogniser's word counts beside the reader's. */
const TRUST = 0.4;
/** For each character: one that is broken in two is doubted twice. */
const LETTER = 0.5;
/** Logarithm of the probability of a character without ink. */
const UNSEEN = -8;
const LEAST = Math.fround(1e-8);
const SPACE = " ";

/** Recognises single characters. */
export interface Recogniser {
  readonly labels: readonly string[];
  /** A row of probabilities for each frame. */
  probabilities(frames: Frames): Promise<Float32Array>;
}

/** What both together read. */
export interface Rescored {
  readonly text: Columns;
  /**
   * For each character by what the probabilities of its alternatives are to be multiplied; NaN
   * where the recogniser cannot judge, null where it judges nothing.
   */
  readonly evidence: readonly (Float64Array | null)[];
}

/** A candidate with the glyphs of its characters; spaces have none. */
interface Choice {
  readonly candidate: Candidate;
  readonly glyphs: readonly (number | null)[];
}

/** Whether a recogniser knows all characters that a reader reads. */
export function fits(reads: readonly string[], recognises: readonly string[]): boolean {
  return reads.every((label) => label === SPACE || recognises.includes(label));
}

export class Rescorer {
  readonly #labels: readonly string[];
  /** The column of a space; 0 where the reader reads none. */
  readonly #space: number;
  /** By the reader's label, its place among the recogniser's; -1 for a space. */
  readonly #order: readonly number[];
  readonly #recogniser: Recogniser;

  /** Brings two models together that fit. */
  constructor(reads: readonly string[], recogniser: Recogniser) {
    this.#labels = reads;
    this.#space = reads.indexOf(SPACE) + 1;
    this.#order = reads.map((label) => (label === SPACE ? -1 : recogniser.labels.indexOf(label)));
    this.#recogniser = recogniser;
  }

  /**
   * Reads a line. Null where the recogniser cannot be asked: there is no letter or digit whose
   * size is known, or the ink is in too many pieces.
   */
  async read(picture: Grey, { probability, position }: Emission): Promise<Rescored | null> {
    const ink = new LineInk(picture);
    if (!ink.canBeCut) return null;
    const choices = this.#findGlyphs(findSections(probability), ink, position);
    const guesses = choices.flatMap(([best]) =>
      (best?.glyphs ?? []).flatMap((glyph, place) => {
        const box = glyph === null ? undefined : ink.boxes[glyph];
        const label = this.#labels[(best?.candidate.text[place] ?? 0) - 1];
        return box && label !== undefined ? [{ box, label }] : [];
      }),
    );
    const frame = estimateFrame(guesses);
    if (!frame) return null;
    const frames = drawFrames(ink.glyphs, ink.boxes, frame);
    const found = await this.#recogniser.probabilities(frames);
    return choose(choices, this.#logs(found, frames.count), this.#space);
  }

  /** By glyph and column; NaN where nothing is judged. */
  #logs(probability: Float32Array, count: number): readonly Float64Array[] {
    const known = this.#recogniser.labels.length;
    return Array.from({ length: count }, (_, glyph) => {
      const row = probability.subarray(glyph * known, (glyph + 1) * known);
      const logs = this.#order.map((place) =>
        place < 0 ? Number.NaN : Math.log(Math.max(row[place] ?? 0, LEAST)),
      );
      return Float64Array.of(Number.NaN, ...logs);
    });
  }

  /** The glyphs of each candidate, its neighbours being the best of their sections. */
  #findGlyphs(
    sections: readonly (readonly Candidate[])[],
    ink: LineInk,
    position: ArrayLike<number>,
  ): readonly (readonly Choice[])[] {
    const spans = sections.map(([best]) => {
      const places = best ? this.#letters(best) : [];
      const [first, last] = [best?.first[places[0] ?? -1], best?.last[places.at(-1) ?? -1]];
      if (first === undefined || last === undefined) return null;
      return { left: position[first] ?? 0, right: position[last] ?? 0 };
    });
    return sections.map((options, number) => {
      const left = spans.slice(0, number).findLast((span) => span !== null)?.right ?? null;
      const right = spans.slice(number + 1).find((span) => span !== null)?.left ?? null;
      return options.map((option) => this.#split(option, ink, position, { left, right }));
    });
  }

  /** Cuts out a candidate's characters; `left` and `right` are columns of its neighbours. */
  #split(
    candidate: Candidate,
    ink: LineInk,
    position: ArrayLike<number>,
    { left, right }: { left: number | null; right: number | null },
  ): Choice {
    const places = this.#letters(candidate);
    const glyphs: (number | null)[] = candidate.text.map(() => null);
    if (places.length === 0) return { candidate, glyphs };
    const at = (steps: readonly number[]) =>
      places.map((place) => position[steps[place] ?? 0] ?? 0);
    const [first, last] = [at(candidate.first), at(candidate.last)];
    const found = ink.find([
      left === null ? 0 : ink.cut(left, first[0] ?? 0),
      ...first.slice(1).map((other, place) => ink.cut(last[place] ?? 0, other)),
      right === null ? ink.width : ink.cut(last.at(-1) ?? 0, right),
    ]);
    for (const [number, place] of places.entries()) glyphs[place] = found[number] ?? null;
    return { candidate, glyphs };
  }

  #letters({ text }: Candidate): readonly number[] {
    return [...text.keys()].filter((place) => text[place] !== this.#space);
  }
}

/** The best candidate of each section. */
function choose(
  choices: readonly (readonly Choice[])[],
  logs: readonly Float64Array[],
  space: number,
): Rescored {
  const best = choices.flatMap((options) => {
    const scores = options.map((option) => scoreOf(option, logs, space));
    return options[scores.indexOf(Math.max(...scores))] ?? [];
  });
  return {
    text: best.flatMap(({ candidate }) => candidate.text),
    evidence: best.flatMap(({ glyphs }) =>
      glyphs.map((glyph) => {
        const row = glyph === null ? undefined : logs[glyph];
        return row ? row.map((log) => Math.exp(TRUST * log)) : null;
      }),
    ),
  };
}

function scoreOf({ candidate, glyphs }: Choice, logs: readonly Float64Array[], space: number) {
  let score = candidate.score;
  for (const [place, column] of candidate.text.entries()) {
    if (column === space) continue;
    const glyph = glyphs[place] ?? null;
    const seen = glyph === null ? UNSEEN : (logs[glyph]?.[column] ?? UNSEEN);
    score += TRUST * seen + LETTER;
  }
  return score;
}

/**
 * An alignment's alternatives after the second opinion. It says nothing about whether a character,
 * a space or nothing stands in a place, so it shares out only what the characters have together.
 */
export function weigh(alternatives: Table, evidence: Rescored["evidence"]): Table {
  const { rows, columns } = alternatives;
  const data = new Float64Array(alternatives.data);
  for (let place = 0; place < rows; place += 1) {
    const row = data.subarray(place * columns, (place + 1) * columns);
    const factors = evidence[place];
    if (!factors) continue;
    let [before, after] = [0, 0];
    for (const [column, factor] of factors.entries()) {
      if (!Number.isFinite(factor)) continue;
      before += row[column] ?? 0;
      after += (row[column] ?? 0) * factor;
    }
    if (!(after > 0)) continue;
    for (const [column, factor] of factors.entries()) {
      if (Number.isFinite(factor)) row[column] = (row[column] ?? 0) * factor * (before / after);
    }
  }
  return { rows, columns, data };
}
