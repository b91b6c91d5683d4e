import { expect, test } from "vitest";
import { commandOf, type Keystroke } from "../../src/app/board/shortcuts";

function press(key: string, held: string[] = []): Keystroke {
  return {
    key,
    ctrlKey: held.includes("ctrl"),
    metaKey: held.includes("meta"),
    shiftKey: held.includes("shift"),
    altKey: held.includes("alt"),
    getModifierState: (name) => held.includes(name),
  };
}

test.each([
  ["z", ["ctrl"], "undo"],
  ["z", ["meta"], "undo"],
  ["y", ["ctrl"], "redo"],
  ["Z", ["ctrl", "shift"], "redo"],
  ["Delete", [], "clear"],
  ["Escape", [], "clear"],
  ["b", [], "pen"],
  ["E", ["shift"], "eraser"],
  ["v", [], "correct"],
  ["[", [], "thinner"],
  ["]", [], "thicker"],
  ["u", [], "upload"],
  ["?", ["shift"], "help"],
  ["[", ["ctrl", "alt", "AltGraph"], "thinner"],
  ["b", ["ctrl"], null],
  ["u", ["alt"], null],
  ["z", [], null],
  ["v", ["ctrl"], null],
  ["toString", [], null],
])("%s with %j is %s", (key, held, command) => {
  expect(commandOf(press(key, held), true)).toBe(command);
});

test("without single keys only combinations and named keys are left", () => {
  expect(commandOf(press("b"), false)).toBeNull();
  expect(commandOf(press("?"), false)).toBeNull();
  expect(commandOf(press("z", ["ctrl"]), false)).toBe("undo");
  expect(commandOf(press("Delete"), false)).toBe("clear");
});
