/** Makes the smaller ONNX Runtime from the one that is installed. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "vite";
import { type Profile, trimmed } from "./trim.ts";

const WHOLE = "onnxruntime-web/ort-wasm-simd-threaded.wasm";
const FOLDER = join(import.meta.dirname, "../node_modules/.vistazo");
const PROFILE = join(import.meta.dirname, "runtime.json");

/** Lets `vistazo-runtime/trimmed.wasm` be imported. */
export function runtime(): Plugin {
  return {
    name: "vistazo-runtime",
    config: () => ({ resolve: { alias: { "vistazo-runtime": makeRuntime() } } }),
  };
}

/** The folder that holds `trimmed.wasm`. */
function makeRuntime(): string {
  const module = readFileSync(createRequire(import.meta.url).resolve(WHOLE));
  const profile = JSON.parse(readFileSync(PROFILE, "utf8")) as Profile;
  const made = trimmed(module, profile);
  const path = join(FOLDER, "trimmed.wasm");
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(path) || !readFileSync(path).equals(made)) writeFileSync(path, made);
  return FOLDER;
}
