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

test("fine percentages show what rounding hides, and may be whole", () => {
  expect(english.finePercent(0.00051)).toBe("0.05%");
  expect(english.finePercent(1)).toBe("100.00%");
  expect(plain(spanish.finePercent(0.9935))).toBe("99,35 %");
});

test("chances keep two digits that count", () => {
  expect([0.31234, 0.000123, 1].map(english.chance)).toEqual(["0.31", "0.00012", "1"]);
});

test("times are told to the minute, as the language does", () => {
  const time = new Date(2026, 1, 3, 14, 5);
  expect(plain(english.time(time))).toBe("Feb 3, 2026, 2:05 PM");
  expect(plain(spanish.time(time))).toBe("3 feb 2026, 14:05");
});
