/** What a board says in other people's pages. */

export const element = {
  board: "Drawing board",
  empty: "Drawing board, empty",
  strokes: (count: string) => `Drawing board, strokes: ${count}`,
  prompt: "Draw here",
  undo: "Undo",
  redo: "Redo",
  clear: "Clear",
  answer: "Answer",
  bars: "Most probable",
  loading: "Loading the model…",
  sure: "Sure",
  unsure: "Unsure",
  unknown: "Nothing known",
  announced: (label: string, verdict: string, share: string) =>
    `${label}. ${verdict}. Confidence ${share}.`,
  unnamed: "No model is named. The attribute “model” takes the address of an .onnx file.",
  missing: (address: string) => `No model could be fetched from ${address}.`,
  foreign: (address: string) => `${address} is not a model that Vistazo made, or it is damaged.`,
  undrawn: (address: string) => `${address} takes photos, not drawings.`,
  failed: "This browser cannot run the model.",
};

export type ElementWords = typeof element;
