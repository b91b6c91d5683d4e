/** Models that a person opened from files: they answer on this device, until the page is closed. */

import type { Engine } from "../local/engine";

const END = ".onnx";

export interface OpenedModel {
  /** The file's own name, which no model of a server has. */
  readonly name: string;
  /** As `name@hash`. */
  readonly id: string;
  readonly task: "one" | "many";
  readonly input: "ink" | "photo";
  readonly labels: readonly string[];
  readonly priors: readonly string[];
  readonly prior: string | null;
  readonly file: Blob;
}

export interface Opened {
  /** The same list until it changes. */
  all(): readonly OpenedModel[];
  find(name: string): OpenedModel | undefined;
  /** One of the same name takes the place of the older one; says why it cannot be used. */
  open(file: File): Promise<OpenedModel>;
  close(name: string): void;
  subscribe(listener: () => void): () => void;
}

/** Whether this is the name of a file that was opened, or once was. */
export function isFileName(name: string): boolean {
  return name.endsWith(END);
}

export function createOpened(engine: Pick<Engine, "prepare">): Opened {
  const listeners = new Set<() => void>();
  let models: readonly OpenedModel[] = [];

  function change(next: readonly OpenedModel[]): void {
    models = next;
    for (const listener of listeners) listener();
  }

  return {
    all: () => models,
    find: (name) => models.find((one) => one.name === name),
    async open(file) {
      // Only who opens a file needs to read it here.
      const [{ readCard }, { sha256 }] = await Promise.all([
        import("../local/card"),
        import("../local/learning/sha256"),
      ]);
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { task, input, labels, priors, prior } = readCard(bytes);
      const name = isFileName(file.name) ? file.name : file.name + END;
      const id = `${name.replaceAll("@", "_")}@${sha256(bytes).slice(0, 12)}`;
      await engine.prepare({ model: id, address: "", file });
      const model = { name, id, task, input, labels, priors: Object.keys(priors), prior, file };
      change([...models.filter((one) => one.name !== name), model]);
      return model;
    },
    close: (name) => change(models.filter((one) => one.name !== name)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
