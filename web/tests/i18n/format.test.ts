import fc from "fast-check";
import { expect, test } from "vitest";
import { createFormat } from "../../src/i18n/format";

const english = createFormat("en");
const spanish = createFormat("es");
const plain = (text: string) => text.replace(/\s/g, " ");

test("percent follows the language", () => {
  expect(english.percent(0.987)).toBe("98.7%");
  expect(plain(spanish.percent(0.987))).toBe("98,7 %");
});

test("nothing is wholly certain", () => {
  expect(english.percent(1)).toBe("> 99.9%");
  expect(english.percent(0.9996)).toBe("> 99.9%");
  expect(english.percent(0.9994)).toBe("99.9%");
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (fraction) => {
      expect(english.percent(fraction)).not.toContain("100");
    }),
  );
});

test("times have tenths only while they are short", () => {
  expect(plain(english.milliseconds(1.26))).toBe("1.3 ms");
  expect(plain(spanish.milliseconds(1.26))).toBe("1,3 ms");
  expect(plain(english.milliseconds(345.6))).toBe("346 ms");
});

test("sizes are in megabytes", () => {
  expect(plain(english.megabytes(16 * 1024 * 1024))).toBe("16 MB");
  expect(plain(spanish.megabytes(17.25 * 1024 * 1024))).toBe("17,3 MB");
});

test("a short percentage keeps a digit that counts, and is never 100", () => {
  const { shortPercent } = createFormat("en");
  expect([0.0004, 0.012, 0.0994, 0.0996, 0.5, 0.994, 0.9951, 1].map(shortPercent)).toEqual([
    "0.0%",
    "1.2%",
    "9.9%",
    "10%",
    "50%",
    "99%",
    ">99%",
    ">99%",
  ]);
});
