import { describe, expect, test } from "vitest";
import {
  filterParameters,
  isFiltered,
  NO_FILTER,
  ORDERS,
  orderParameters,
} from "../../src/learning/record";

describe("filters", () => {
  test("that ask for nothing are not sent", () => {
    expect(filterParameters(NO_FILTER)).toEqual({});
    expect(isFiltered(NO_FILTER)).toBe(false);
    expect(isFiltered({ ...NO_FILTER, label: "" })).toBe(false);
  });

  test("go by the server's names, also where they are 0 or false", () => {
    const filter = {
      ...NO_FILTER,
      recognizer: "digits",
      label: "0",
      verdict: "unsure",
      corrected: false,
      minConfidence: 0,
      maxConfidence: 0.5,
    } as const;
    expect(filterParameters(filter)).toEqual({
      recognizer: "digits",
      label: "0",
      verdict: "unsure",
      corrected: "false",
      min_confidence: "0",
      max_confidence: "0.5",
    });
    expect(isFiltered(filter)).toBe(true);
  });

  test("take in the whole of both days, as they are here", () => {
    const { since, until } = filterParameters({
      ...NO_FILTER,
      since: "2026-02-28",
      until: "2026-02-28",
    });
    expect(new Date(since ?? "")).toEqual(new Date(2026, 1, 28));
    expect(new Date(until ?? "")).toEqual(new Date(2026, 2, 1));
  });

  test("with a day that is none leave it out", () => {
    expect(filterParameters({ ...NO_FILTER, since: "soon" })).toEqual({});
  });
});

test("each order has a column and a direction", () => {
  const all = ORDERS.map((order) => Object.values(orderParameters(order)).join(" "));
  expect(all).toEqual(["created_at desc", "created_at asc", "confidence desc", "confidence asc"]);
});
