import { expect, test } from "vitest";
import { placeOf } from "../../src/offline/places";

const SCOPE = new URL("https://host.example/some/path/");

function kindOf(path: string): string | undefined {
  return placeOf(new URL(path, SCOPE), SCOPE)?.kind;
}

test.each([
  ["", "start"],
  ["?tab=read&lang=es", "start"],
  ["index.html", "start"],
  ["assets/index-BP5CT9Y5.js", "file"],
  ["icon-192.png", "file"],
  ["manifest.es.webmanifest", "file"],
  ["v1/models", "list"],
  ["v1/models/digits?profile=ana", "list"],
  ["site.json", "list"],
  ["v1/models/digits%400123456789ab/file", "model"],
  ["v1/models/characters/bank?version=0123456789ab", "model"],
  ["models/characters-0123456789ab.reader.onnx", "model"],
])("%s is a %s", (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

test.each([
  "v1/predictions",
  "v1/images/0123",
  "v1/corrections/export?format=csv",
  "v1/models/digits/versions",
  "v1/jobs/1/events",
  "health",
  "docs",
  "module/vistazo.js",
  "models/digits.onnx",
  "../other/",
  "../",
  "%E0%A4%A",
  "https://elsewhere.example/some/path/",
])("%s is never kept", (path) => {
  expect(kindOf(path)).toBeUndefined();
});

test("versions of one file of a model for one person have the same owner", () => {
  const ownerOf = (path: string) => {
    const place = placeOf(new URL(path, SCOPE), SCOPE);
    return place?.kind === "model" ? place.owner : null;
  };
  const own = ownerOf("v1/models/digits%400123456789ab/file");
  expect(ownerOf("v1/models/digits%40ba9876543210/file")).toBe(own);
  const others = [
    "v1/models/digits%400123456789ab/file?profile=ana",
    "v1/models/photos%400123456789ab/file",
    "v1/models/digits%400123456789ab/bank",
  ];
  expect(new Set([own, ...others.map(ownerOf)]).size).toBe(4);
});
