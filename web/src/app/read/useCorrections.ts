import { useMemo, useState } from "react";
import type { CharacterActions } from "../../components/reading/CharacterEditor";
import type { Place } from "../../components/reading/place";
import type { Score } from "../../recognition/answer";
import {
  type CorrectedLine,
  type Correction,
  correct,
  corrected,
  withdraw,
} from "../../recognition/corrections";
import { cutColumn, pixelBox } from "../../recognition/crop";
import { type Failure, failureOf } from "../../recognition/failure";
import { frameOf, onSquare } from "../../recognition/frame";
import type { Ask, LiveState } from "../../recognition/live";
import type { GreyPicture, Picture } from "../../recognition/picture";
import {
  type Box,
  type Character,
  columnOf,
  type Line,
  type Reading,
  union,
} from "../../recognition/reading";
import { cutOut } from "./cutOut";

export type EditorState = { kind: "ready" } | { kind: "working" } | Failure;

const READY: EditorState = { kind: "ready" };
const NOWHERE: readonly CorrectedLine[] = [];

/** Where the model is told what a person said about a character. */
export interface Teacher {
  /** `about` stands for it from now on. */
  teach(about: Character, before: Character, picture: Promise<GreyPicture>): void;
  forget(about: Character): void;
}

/** The text as it was read and corrected, and the ways to correct it further. */
export function useCorrections(
  state: LiveState<Reading>,
  suggest: Ask<readonly Score[]>,
  teacher: Teacher,
) {
  const [corrections, setCorrections] = useState<readonly Correction[]>([]);
  const [editor, setEditor] = useState<EditorState>(READY);
  const answered = state.status === "answered" ? state : null;
  const lines = useMemo(
    () => (answered ? corrected(answered.answer, answered.picture, corrections) : NOWHERE),
    [answered, corrections],
  );

  /** What can be done at `place`; `done` is called when it has been. */
  function actionsAt(place: Place, done: () => void): CharacterActions | null {
    const line = lines[place.line];
    const one = line?.characters[place.index];
    if (!answered || !line || !one) return null;
    const { picture } = answered;
    const say = (box: Box, characters: readonly Character[]) => {
      const region = columnOf(line.box, box);
      setCorrections((older) => correct(older, { picture, region, characters }));
      done();
    };
    const ask = (box: Box, answer: () => Promise<readonly Character[]>) => async () => {
      setEditor({ kind: "working" });
      try {
        say(box, await answer());
        setEditor(READY);
      } catch (error) {
        setEditor(failureOf(error));
      }
    };
    const ink = (box: Box) => recognise(suggest, picture, line, box);
    const join = (other: Character | undefined) => {
      if (!other || one.character === " ") return null;
      const box = union(one.box, other.box);
      return ask(box, async () => [await ink(box)]);
    };
    const isInk = ({ character }: Character) => character !== " ";
    return {
      readAs: (label) => {
        const now = { ...one, character: label };
        say(one.box, [now]);
        if (isInk(one)) teacher.teach(now, one, squareOf(picture, line, one.box));
      },
      joinPrevious: join(line.characters.slice(0, place.index).findLast(isInk)),
      joinNext: join(line.characters.slice(place.index + 1).find(isInk)),
      split: isInk(one)
        ? ask(one.box, async () => {
            const halves = await divide(picture, line, one.box);
            return Promise.all(halves.map(ink));
          })
        : null,
      addSpace: isInk(one) ? () => say(one.box, [one, spaceAfter(one)]) : null,
      remove: () => say(one.box, []),
      reset: line.corrected.has(one)
        ? () => {
            setCorrections((older) => withdraw(older, picture, one.box));
            teacher.forget(one);
            done();
          }
        : null,
    };
  }

  return { lines, editor, actionsAt, forget: () => setEditor(READY) };
}

/** What the ink in `box` looks like by itself, on a line like the one that it stands on. */
async function recognise(
  suggest: Ask<readonly Score[]>,
  picture: Picture,
  line: Line,
  box: Box,
): Promise<Character> {
  const square = await squareOf(picture, line, box);
  const top = await suggest(square, new AbortController().signal);
  const { label = "", probability = 0 } = top[0] ?? {};
  return { character: label, confidence: probability, box, top };
}

/** What stands in `box`, as the recogniser of characters is given it. */
async function squareOf(picture: Picture, line: Line, box: Box): Promise<GreyPicture> {
  const column = columnOf(line.box, box);
  const cut = await cutOut(picture, column);
  return onSquare(cut, column.y, frameOf(line));
}

/** The two boxes that `box` falls into where there is least ink between them. */
async function divide(picture: Picture, line: Line, box: Box): Promise<readonly Box[]> {
  const column = columnOf(line.box, box);
  const cut = await cutOut(picture, column);
  const { x } = pixelBox(column, { width: Number.MAX_SAFE_INTEGER, height: 1 });
  const at = x + cutColumn(cut) - box.x;
  return [
    { ...box, width: at },
    { ...box, x: box.x + at, width: Math.max(0, box.width - at) },
  ];
}

/** A narrow space at the right edge of the character before it, still within its place. */
function spaceAfter({ box, ...one }: Character): Character {
  const width = box.width / 100;
  const right = { ...box, x: box.x + box.width - width, width };
  return { ...one, character: " ", box: right, top: [{ label: " ", probability: 1 }] };
}
