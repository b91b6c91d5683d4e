/** The same worker under Node.js, whose own workers have other names for the same things. */

import type { Workman } from "../local/engine";
import worker from "../local/worker.ts?worker&url";

/** What the worker finds in a browser, as far as it looks for it to read the package's files. */
const SURROUNDINGS = `
const { parentPort, workerData } = require("node:worker_threads");
const { readFile } = require("node:fs/promises");
globalThis.self = globalThis;
globalThis.WorkerGlobalScope = class {};
globalThis.addEventListener = (_, hear) => parentPort.on("message", (data) => hear({ data }));
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.XMLHttpRequest = class {
  status = 200;
  open(_, address) {
    this.address = new URL(address);
  }
  send() {
    readFile(this.address).then(({ buffer, byteOffset, byteLength }) => {
      this.response = buffer.slice(byteOffset, byteOffset + byteLength);
      this.onload();
    }, this.onerror);
  }
};
import(workerData);
`;

export function isNode(): boolean {
  return typeof Worker === "undefined" && typeof globalThis.process?.versions?.node === "string";
}

export function startNodeWorker(): Workman {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const address = new URL(worker, import.meta.url).href;
  const running = new Worker(SURROUNDINGS, { eval: true, workerData: address });
  let open = 0;
  // A program may end while nothing is being asked.
  running.unref();
  running.on("message", () => {
    open -= 1;
    if (open === 0) running.unref();
  });
  return {
    postMessage(message: unknown) {
      open += 1;
      running.ref();
      running.postMessage(message);
    },
    addEventListener(name: string, hear: unknown) {
      const tell = hear as (event: object) => void;
      if (name === "message") running.on("message", (data) => tell({ data }));
      if (name === "error") running.on("error", ({ message }) => tell({ message }));
    },
    terminate: () => void running.terminate(),
  } as Workman;
}
