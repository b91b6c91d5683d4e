/** Says what the gate looked at, from the figures of its checks. */

import type { Check } from "../learning/decision";
import type { Locale } from "./context";

/** Our words for a check; the gate's own, in English, for one that we do not know. */
export function checkWords(
  { name, message, values }: Check,
  { messages, format }: Pick<Locale, "messages" | "format">,
): { readonly text: string; readonly lang: "en" | undefined } {
  const of = (key: string, shown: (value: number) => string): string => {
    const value = values[key];
    return typeof value === "number" ? shown(value) : String(value ?? "?");
  };
  const count = (key: string) => of(key, format.count);
  const share = (key: string) => of(key, format.finePercent);
  const words = messages.checks;
  const told: Readonly<Record<string, () => string>> = {
    golden: () => words.golden(count("pictures"), share("now"), share("base"), share("limit")),
    flips: () => words.flips(count("gained"), count("lost"), of("chance", format.chance)),
    past: () => words.past(count("lost")),
    left_out: () => {
      const kinds = ["waiting", "doubted", "distrusted"] as const;
      const some = kinds.filter((kind) => values[kind] !== 0);
      return [words.leftOut.kept, ...some.map((kind) => words.leftOut[kind](count(kind)))].join(
        " ",
      );
    },
    taken_back: () => words.taken_back(count("right"), count("corrections")),
    learned: () =>
      values.corrections === 0
        ? words.noneLearned
        : words.learned(count("gained"), count("right"), count("corrections")),
    held_out: () => words.held_out(count("pictures"), count("gained"), count("lost")),
    calibration: () => words.calibration(share("now"), share("before"), share("limit")),
    unknown: () => words.unknown(share("now"), share("before")),
    size: () => words.size(of("now", format.megabytes), of("before", format.megabytes)),
    time: () => words.time(of("now", format.milliseconds), of("before", format.milliseconds)),
    parity: () => words.parity(of("difference", small), of("limit", small)),
  };
  const text = Object.hasOwn(told, name) ? told[name]?.() : undefined;
  return text === undefined ? { text: message, lang: "en" } : { text, lang: undefined };
}

function small(value: number): string {
  return value.toExponential(1);
}
