import { expect, test } from "vitest";
import { holdsPage, NOTHING, toggled, toggledPage, without } from "../../src/learning/selection";

test("one by one", () => {
  const one = toggled(NOTHING, "a");
  expect([...one]).toEqual(["a"]);
  expect([...toggled(one, "a")]).toEqual([]);
  expect([...NOTHING]).toEqual([]);
});

test("a page at once, beside what is chosen elsewhere", () => {
  const page = ["b", "c"];
  const some = toggledPage(new Set(["a", "b"]), page);
  expect([...some]).toEqual(["a", "b", "c"]);
  expect(holdsPage(some, page)).toBe(true);
  expect([...toggledPage(some, page)]).toEqual(["a"]);
});

test("an empty page is not chosen", () => {
  expect(holdsPage(new Set(["a"]), [])).toBe(false);
});

test("what is gone is not chosen any more", () => {
  expect([...without(new Set(["a", "b"]), ["b", "x"])]).toEqual(["a"]);
});
