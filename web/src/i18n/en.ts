/** English, and the shape of every other language: a key that is missing there fails the check. */

export const en = {
  language: "English",
  pageTitle: "Vistazo: draw a digit",
  heading: "Draw a digit",
  introduction:
    "Vistazo recognises it while you draw, and shows how sure it is and where it looked.",
  skipToAnswer: "Skip to the answer",

  preferences: "Preferences",
  languageChoice: "Language",
  themeChoice: "Appearance",
  themes: { system: "System", light: "Light", dark: "Dark" },

  board: "Drawing board",
  boardEmpty: "Drawing board, empty",
  boardStrokes: (count: string) => `Drawing board, strokes: ${count}`,
  boardPrompt: "Draw here",
  boardHint: "Or drop it on the board, or paste it. PNG, JPEG or WebP.",
  dropHere: "Drop the picture here",
  tools: "Drawing tools",
  pen: "Pen",
  eraser: "Eraser",
  brushWidth: "Brush width",
  undo: "Undo",
  redo: "Redo",
  clear: "Clear",
  upload: "Upload a picture",
  backToDrawing: "Back to the drawing",
  pictureNamed: (name: string) => `Your picture, ${name}`,
  pictureUnshown: "This browser cannot show this file.",
  pastedPicture: "pasted picture",

  notices: {
    nothingToPaste: "There is no picture on the clipboard.",
    nothingDropped: "That was not a file. Drop a picture from your device.",
    onlyOne: (name: string) => `One picture at a time: this is ${name}.`,
  },

  answer: "Answer",
  prompt: "Draw a digit, and the answer appears here.",
  looking: "Looking…",
  noAnswer: "No answer",
  verdicts: { sure: "Sure", unsure: "Unsure", unknown: "Not a digit" },
  sentences: {
    sure: (label: string) => `Looks like ${label}.`,
    unsure: (label: string, other: string) => `Perhaps ${label}, perhaps ${other}.`,
    unknown: (label: string) => `Nothing here looks like a digit. The nearest is ${label}.`,
  },
  announcement: (label: string, verdict: string, confidence: string) =>
    `${label}. ${verdict}. Confidence ${confidence}.`,
  announcementUnknown: (label: string) => `Not a digit. The nearest is ${label}.`,
  confidence: "Confidence",
  confidences: "Confidence in each label",
  confidenceHelp: "Choose a label to see what speaks for it and against it.",
  confidenceOf: (label: string, probability: string) => `${label}: ${probability}`,

  insight: "How it came to this",
  seen: "What it saw",
  seenDescription: "The picture after the model cleaned, cropped and centred it",
  looked: (label: string) => `Where it looked: ${label}`,
  lookedEmpty: "Where it looked",
  lookedDescription: (label: string) =>
    `Heat map of the places that speak for and against ${label}`,
  evidenceFor: "for",
  evidenceAgainst: "against",
  timeServer: (time: string) => `${time} on the server`,
  timeTotal: (time: string) => `${time} in all`,
  model: "Model",
  time: "Time",

  failures: {
    away: "The server does not answer. Nothing is lost; trying again…",
    busy: "The server is busy. Nothing is lost; trying again…",
    tooLarge: (size: string, limit: string) =>
      `This file is too large: ${size}. The limit is ${limit}.`,
    unexpected: "The server could not answer.",
  },
  /** By the last part of a problem's type, `urn:vistazo:problem:…`. */
  problems: {
    "empty-image": "This file is empty.",
    "unsupported-image": "This is not a picture that can be read. PNG, JPEG and WebP can.",
    "damaged-image": "This picture is damaged: it breaks off or cannot be decoded.",
    "image-too-large": "This picture has too many pixels.",
    "unusable-image": "This picture cannot be used.",
    "body-too-large": "This file is too large for the server.",
    "body-timeout": "The file took too long to arrive. Try again, or try a smaller one.",
    "unsupported-media-type": "The server does not take files of this kind.",
    "model-not-found": "The server has no recogniser for digits.",
    internal: "Something went wrong on the server. Its log says more.",
  },

  shortcuts: "Keyboard shortcuts",
  shortcutsClose: "Close",
  singleKeys: "Use shortcuts of a single letter or sign",
  shortcutNames: {
    undo: "Undo",
    redo: "Redo",
    clear: "Clear the board, or go back to the drawing",
    pen: "Pen",
    eraser: "Eraser",
    thinner: "Thinner brush",
    thicker: "Thicker brush",
    upload: "Upload a picture",
    paste: "Paste a picture",
    help: "Show this list",
  },
  keys: { control: "Ctrl", shift: "Shift", escape: "Esc", delete: "Delete" },
  or: "or",

  privacy: "No account, no trackers: your pictures go to this server and nowhere else.",
  apiDocumentation: "API documentation",
};

export type Messages = typeof en;
