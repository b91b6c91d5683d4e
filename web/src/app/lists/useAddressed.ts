import { useCallback, useState } from "react";
import { query, setQuery } from "../address";

type Plain = string | number | boolean | null;

/** From what stands in the address to a value; null where it is none. */
export type Parse<Value> = (text: string) => Value | null;

/** One for each of a view's own names. */
export type Parsers<View> = { readonly [Name in keyof View]: Parse<View[Name]> };

export const text: Parse<string> = (given) => given || null;

export const truth: Parse<boolean> = (given) =>
  given === "true" || given === "false" ? given === "true" : null;

export const share: Parse<number> = (given) => {
  const value = Number(given);
  return given !== "" && value >= 0 && value <= 1 ? value : null;
};

export const day: Parse<string> = (given) => (/^\d{4}-\d\d-\d\d$/.test(given) ? given : null);

export function oneOf<Value extends string>(values: readonly Value[]): Parse<Value> {
  return (given) => values.find((value) => value === given) ?? null;
}

/**
 * What is looked at, which also stands in the address, each value as `prefix.name` where it is not
 * the usual one.
 */
export function useAddressed<View extends Readonly<Record<keyof View, Plain>>>(
  prefix: string,
  usual: View,
  parsers: Parsers<View>,
): [View, (view: View) => void] {
  const [view, setView] = useState(() => viewIn(query(), prefix, usual, parsers));
  const look = useCallback(
    (view: View) => {
      setView(view);
      for (const name of namesOf(usual)) {
        const value = view[name];
        setQuery(`${prefix}.${name}`, value === usual[name] || value === "" ? null : `${value}`);
      }
    },
    [prefix, usual],
  );
  return [view, look];
}

/** What cannot be understood is as usual. */
export function viewIn<View extends Readonly<Record<keyof View, Plain>>>(
  parameters: URLSearchParams,
  prefix: string,
  usual: View,
  parsers: Parsers<View>,
): View {
  const found = namesOf(usual).map((name) => {
    const given = parameters.get(`${prefix}.${name}`);
    return [name, (given === null ? null : parsers[name](given)) ?? usual[name]];
  });
  return Object.fromEntries(found) as View;
}

function namesOf<View extends object>(view: View) {
  return Object.keys(view) as (keyof View & string)[];
}
