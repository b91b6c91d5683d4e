/** Numbers as a language writes them. */

export interface Format {
  count(value: number): string;
  /** One decimal, and never "100 %". */
  percent(fraction: number): string;
  /** The same in as few signs as a small place holds. */
  shortPercent(fraction: number): string;
  /** No decimals, for what a person chose in whole steps. */
  wholePercent(fraction: number): string;
  /** Two decimals, for differences that matter and rounding hides. */
  finePercent(fraction: number): string;
  /** A probability, 0 to 1, where a share of a hundred would suggest too much. */
  chance(value: number): string;
  milliseconds(value: number): string;
  megabytes(bytes: number): string;
  /** Day and time, to the minute. */
  time(value: Date): string;
}

const MEGABYTE = 1024 * 1024;

export function createFormat(language: string): Format {
  const count = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const wholePercent = new Intl.NumberFormat(language, { style: "percent" });
  const milliseconds = (digits: number) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit: "millisecond",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const tenths = milliseconds(1);
  const whole = milliseconds(0);
  const finePercent = new Intl.NumberFormat(language, {
    style: "percent",
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const chance = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const megabytes = new Intl.NumberFormat(language, {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: 1,
  });
  return {
    count: (value) => count.format(value),
    percent(fraction) {
      // Nothing that was learned from examples is certain, whatever the rounding says.
      if (fraction >= 0.9995) return `> ${percent.format(0.999)}`;
      return percent.format(fraction);
    },
    shortPercent(fraction) {
      if (fraction >= 0.995) return `>${wholePercent.format(0.99)}`;
      return (fraction < 0.0995 ? percent : wholePercent).format(fraction);
    },
    wholePercent: (fraction) => wholePercent.format(fraction),
    finePercent: (fraction) => finePercent.format(fraction),
    chance: (value) => chance.format(value),
    milliseconds: (value) => (value < 10 ? tenths : whole).format(value),
    megabytes: (bytes) => megabytes.format(bytes / MEGABYTE),
    time: (value) => time.format(value),
  };
}
