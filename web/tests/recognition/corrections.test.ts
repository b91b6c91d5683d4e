import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Correction, correct, corrected, withdraw } from "../../src/recognition/corrections";
import { type Character, columnOf, type Reading, textOf } from "../../src/recognition/reading";
import { aCharacter, aPage, aReading, CELL } from "../readings";

const PAGE = aPage();

/** That the characters from `first` to `last` of a line read as `text`, spread evenly. */
function correction(
  reading: Reading,
  line: number,
  [first, last]: readonly [number, number],
  text: string,
  picture: Correction["picture"] = PAGE,
): Correction {
  const { box, characters } = reading.lines[line] ?? { box: { x: 0, y: 0, width: 0, height: 0 } };
  const from = characters?.[first]?.box ?? box;
  const span = { ...from, width: (last - first + 1) * CELL };
  const width = span.width / Math.max(1, text.length);
  const said: Character[] = [...text].map((character, index) => ({
    ...aCharacter(character, 0, from.y),
    box: { ...from, x: from.x + index * width, width },
  }));
  return { picture, region: columnOf(box, span), characters: said };
}

function shown(reading: Reading, picture: Correction["picture"], ...made: Correction[]): string {
  return textOf(corrected(reading, picture, made.reduce<readonly Correction[]>(correct, [])));
}

describe("a correction", () => {
  const reading = aReading("Hel1o", "wor1d");

  test("without any, the text is what was read", () => {
    expect(shown(reading, PAGE)).toBe("Hel1o\nwor1d");
  });

  test("leaves the reader's order alone, though slanting boxes overlap", () => {
    const [line] = aReading("fly").lines;
    const boxes = [4, 3, 15].map((x) => ({ x, y: 0, width: CELL, height: CELL }));
    const characters = line?.characters.map((one, index) => ({
      ...one,
      box: boxes[index] ?? one.box,
    }));
    const slanted = {
      ...aReading("fly"),
      lines: line ? [{ ...line, characters: characters ?? [] }] : [],
    };
    expect(shown(slanted, PAGE)).toBe("fly");
    expect(shown(slanted, PAGE, correction(slanted, 0, [2, 2], "g"))).toBe("flg");
  });

  test("replaces one character in its own line and says that it did", () => {
    const made = correction(reading, 0, [3, 3], "l");
    expect(shown(reading, PAGE, made)).toBe("Hello\nwor1d");
    const [first, second] = corrected(reading, PAGE, [made]);
    expect(first?.corrected.size).toBe(1);
    expect(second?.corrected.size).toBe(0);
  });

  test("splits one into two and joins two into one", () => {
    expect(shown(reading, PAGE, correction(reading, 0, [3, 3], "li"))).toBe("Hellio\nwor1d");
    expect(shown(reading, PAGE, correction(reading, 1, [2, 3], "n"))).toBe("Hel1o\nwond");
  });

  test("that reads nothing takes a character away", () => {
    expect(shown(reading, PAGE, correction(reading, 0, [4, 4], ""))).toBe("Hel1\nwor1d");
  });

  test("of the same place takes the older one's", () => {
    const older = correction(reading, 0, [3, 3], "l");
    expect(shown(reading, PAGE, older, correction(reading, 0, [3, 3], "I"))).toBe("HelIo\nwor1d");
    const gone = correction(reading, 0, [3, 3], "");
    expect(shown(reading, PAGE, gone, correction(reading, 0, [3, 3], "L"))).toBe("HelLo\nwor1d");
  });

  test("of one half leaves the other half of a split alone", () => {
    const split = correction(reading, 0, [3, 3], "xy");
    const [, right] = split.characters;
    const { box } = reading.lines[0] ?? { box: { x: 0, y: 0, width: 0, height: 0 } };
    const half: Correction = {
      picture: PAGE,
      region: right ? columnOf(box, right.box) : box,
      characters: right ? [{ ...right, character: "Z" }] : [],
    };
    expect(shown(reading, PAGE, split, half)).toBe("HelxZo\nwor1d");
  });

  test("is withdrawn by its place", () => {
    const made = [correction(reading, 0, [3, 3], "l"), correction(reading, 1, [3, 3], "l")];
    const box = reading.lines[0]?.characters[3]?.box ?? { x: 0, y: 0, width: 0, height: 0 };
    expect(textOf(corrected(reading, PAGE, withdraw(made, PAGE, box)))).toBe("Hel1o\nworld");
  });
});

describe("what a correction holds for", () => {
  const reading = aReading("Hel1o");
  const made = correction(reading, 0, [3, 3], "l");

  test("ink that changes elsewhere leaves it", () => {
    expect(shown(reading, aPage(100, 60, [0, 1, 4, 7]), made)).toBe("Hello");
  });

  test("ink that changes under it ends it, and coming back brings it back", () => {
    expect(shown(reading, aPage(100, 60, [3]), made)).toBe("Hel1o");
    expect(shown(reading, aPage(), made)).toBe("Hello");
  });

  test("a board of another size has other places", () => {
    expect(shown(reading, aPage(120, 60), made)).toBe("Hel1o");
  });

  test("a file stays as it is, and is not another file", () => {
    const [file, other] = [new Blob(["a"]), new Blob(["a"])];
    const picture = { kind: "file", file } as const;
    const ofFile = correction(reading, 0, [3, 3], "l", picture);
    expect(shown(reading, { ...picture }, ofFile)).toBe("Hello");
    expect(shown(reading, { kind: "file", file: other }, ofFile)).toBe("Hel1o");
    expect(shown(reading, PAGE, ofFile)).toBe("Hel1o");
  });

  test("the reader may cut the ink anew: what falls into the place is replaced", () => {
    const anew = aReading("Hel1o");
    const [line] = anew.lines;
    const characters = line?.characters.flatMap((one, index) => {
      if (index !== 3) return [one];
      const width = CELL / 2;
      return [
        { ...one, box: { ...one.box, width } },
        { ...one, box: { ...one.box, x: one.box.x + width, width } },
      ];
    });
    const cut = { ...anew, lines: line ? [{ ...line, characters: characters ?? [] }] : [] };
    expect(textOf(cut.lines)).toBe("Hel11o");
    expect(shown(cut, PAGE, made)).toBe("Hello");
  });
});

test("whatever is corrected, the last word about a place is what is shown", () => {
  const reading = aReading("abcdef");
  const step = fc
    .tuple(fc.nat(5), fc.nat(5), fc.string({ maxLength: 3, unit: fc.constantFrom("x", "y", "z") }))
    .map(([a, b, text]) => correction(reading, 0, [Math.min(a, b), Math.max(a, b)], text));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), step, (earlier, last) => {
      const lines = corrected(
        reading,
        PAGE,
        [...earlier, last].reduce<readonly Correction[]>(correct, []),
      );
      const { x, width } = last.region;
      const inPlace = lines[0]?.characters.filter(({ box }) => {
        const middle = box.x + box.width / 2;
        return middle >= x && middle < x + width;
      });
      expect(inPlace?.map((one) => one.character)).toEqual(
        last.characters.map((one) => one.character),
      );
    }),
  );
});
