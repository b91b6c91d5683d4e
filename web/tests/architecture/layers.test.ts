import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const SOURCE = resolve(import.meta.dirname, "../../src");

/** Upper may import lower; those on one line may not import each other. */
const LAYERS = [
  ["main.tsx"],
  ["app", "element", "site"],
  ["components", "taught"],
  ["api", "i18n", "kept", "offline", "local"],
  ["learning"],
  ["recognition", "strokes"],
  ["styles"],
];

const LONGEST_MODULE = 250;

const modules = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && path !== join("api", "schema.ts"))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), "utf8") }));

function part(path: string): string {
  return path.split("/")[0] ?? "";
}

function level(path: string): number {
  return LAYERS.findIndex((layer) => layer.includes(part(path)));
}

test("every module has its layer", () => {
  expect(modules.length).toBeGreaterThan(20);
  expect(modules.filter(({ path }) => level(path) < 0).map(({ path }) => path)).toEqual([]);
});

test("imports go down, or stay within one part", () => {
  const upward = modules.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:from|import) "(\.[^"]+)"/g)]
      .map(([, target = ""]) => relative(SOURCE, resolve(SOURCE, dirname(path), target)))
      .filter((target) => part(target) !== part(path) && level(target) <= level(path))
      .map((target) => `${path} imports ${target}`),
  );
  expect(upward).toEqual([]);
});

test("what is pure imports nothing from outside", () => {
  const outside = modules
    .filter(({ path }) => ["strokes", "recognition", "learning"].includes(part(path)))
    .filter(({ text }) => /from "[^.]/.test(text));
  expect(outside.map(({ path }) => path)).toEqual([]);
});

test("modules stay small", () => {
  const long = modules.filter(({ text }) => text.split("\n").length > LONGEST_MODULE);
  expect(long.map(({ path }) => path)).toEqual([]);
});
