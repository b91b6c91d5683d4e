/** English, and the shape of every other language: a key that is missing there fails the check. */

import { archives } from "./en/archives";
import { checks, feedback } from "./en/feedback";
import { keeping, privacy } from "./en/keeping";
import { naming } from "./en/naming";
import { batches, photos } from "./en/photos";
import { place } from "./en/place";
import { profiles } from "./en/profiles";
import { reading } from "./en/reading";
import { records } from "./en/records";
import { said } from "./en/said";
import { taught } from "./en/taught";
import { jobs, versions } from "./en/versions";

export const en = {
  skipToAnswer: "Skip to the answer",
  skipToList: "Skip to the list",
  close: "Close",
  cancel: "Cancel",

  tabs: "What to do",
  draw: "Draw",
  read: "Read",
  photo: "Photo",
  batch: "Batch",
  corrections: "Corrections",
  history: "History",
  models: "Models",
  tabMissing:
    "This part of the page could not be loaded, or broke down. The rest goes on, and nothing is lost.",
  introduction:
    "Vistazo recognises it while you draw, and shows how sure it is and where it looked.",
  /** What is said about one label, by what the model's labels are. */
  subjects: {
    digit: {
      pageTitle: "Vistazo: draw a digit",
      heading: "Draw a digit",
      prompt: "Draw a digit, and the answer appears here.",
      unknown: "Not a digit",
      looksLike: (label: string) => `Looks like ${label}.`,
      probably: (label: string) => `Probably ${label}.`,
      perhaps: (label: string, other: string) => `Perhaps ${label}, perhaps ${other}.`,
      nothingLike: (label: string) => `Nothing here looks like a digit. The nearest is ${label}.`,
    },
    character: {
      pageTitle: "Vistazo: draw a character",
      heading: "Draw a character",
      prompt: "Draw a letter, a digit or a symbol, and the answer appears here.",
      unknown: "Not a character",
      looksLike: (label: string) => `Looks like ${label}.`,
      probably: (label: string) => `Probably ${label}.`,
      perhaps: (label: string, other: string) => `Perhaps ${label}, perhaps ${other}.`,
      nothingLike: (label: string) =>
        `Nothing here looks like a character. The nearest is ${label}.`,
    },
    other: {
      pageTitle: "Vistazo: draw",
      heading: "Draw",
      prompt: "Draw something, and the answer appears here.",
      unknown: "Nothing known",
      looksLike: (label: string) => `Looks like ${label}.`,
      probably: (label: string) => `Probably ${label}.`,
      perhaps: (label: string, other: string) => `Perhaps ${label}, perhaps ${other}.`,
      nothingLike: (label: string) =>
        `Nothing here looks like what this model knows. The nearest is ${label}.`,
    },
  },
  model: "Model",
  modelNames: { digits: "Digits", characters: "Characters", photos: "Photos" },
  prior: "Expect",
  /** What is thought likely before looking; by the names that models give to it. */
  priors: {
    own: "Any character",
    digits: "Digits",
    upper: "Capital letters",
    lower: "Small letters",
    letters: "Letters",
    alphanumeric: "Letters and digits",
    symbols: "Symbols",
    text: "Running text",
    uniform: "All alike",
    collected: "As collected",
  },

  preferences: "Preferences",
  languageChoice: "Language",
  themeChoice: "Appearance",
  themes: { system: "System", light: "Light", dark: "Dark" },

  board: "Drawing board",
  boardEmpty: "Drawing board, empty",
  boardStrokes: (count: string) => `Drawing board, strokes: ${count}`,
  boardPrompt: "Draw here",
  boardPromptWide: "Write here",
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
  looking: "Looking…",
  noAnswer: "No answer",
  verdicts: { sure: "Sure", unsure: "Unsure" },
  announcement: (label: string, verdict: string, confidence: string) =>
    `${label}. ${verdict}. Confidence ${confidence}.`,
  announcementUnknown: (verdict: string, label: string) => `${verdict}. The nearest is ${label}.`,
  confidence: "Confidence",
  confidences: "Confidence in each label",
  mostProbable: "Most probable",
  allLabels: (count: string) => `All ${count} labels`,
  labelGroups: { digits: "Digits", upper: "Capitals", lower: "Small letters", others: "Symbols" },
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
  place,
  timeServer: (time: string) => `${time} on the server`,
  timeDevice: (time: string) => `${time} on this device`,
  timeTotal: (time: string) => `${time} in all`,

  writingLines: "Writing lines",
  writingLinesHint: "Size and place on the lines tell , from ' and o from O and 0.",

  ...naming,
  keeping,
  reading,
  photos,
  batches,
  said,
  feedback,
  checks,
  records,
  versions,
  taught,
  jobs,
  profiles,

  failures: {
    away: "The server does not answer. Nothing is lost; trying again…",
    busy: "The server is busy. Nothing is lost; trying again…",
    tooLarge: (size: string, limit: string) =>
      `This file is too large: ${size}. The limit is ${limit}.`,
    unexpected: "The server could not answer.",
  },
  tryAgain: "Try again",
  loading: "Loading…",
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
    ...archives,
    "model-not-found": "The server does not have this model.",
    "reader-not-found": "This model does not read lines.",
    "bank-not-found": "This model came without what it needs to learn.",
    internal: "Something went wrong on the server. Its log says more.",
    "not-found": "The server does not have this any more.",
    "unknown-label": "The model does not have this label.",
    conflict: "Somebody else was faster. Look at how things are now, and try again.",
    "gate-refused": "The gate turned this version down. Promoting it takes a reason.",
    "storage-unavailable":
      "The server cannot reach its storage. Recognising goes on; try the rest again soon.",
    "storage-full": "The server has no room left to store anything. Nothing was stored.",
    "foreign-origin": "The server takes changes from its own page only.",
  },

  shortcuts: "Keyboard shortcuts",
  singleKeys: "Use shortcuts of a single letter or sign",
  shortcutNames: {
    undo: "Undo",
    redo: "Redo",
    clear: "Clear the board, or go back to the drawing",
    pen: "Pen",
    eraser: "Eraser",
    correct: "Correct the text",
    thinner: "Thinner brush",
    thicker: "Thicker brush",
    upload: "Upload a picture",
    paste: "Paste a picture",
    help: "Show this list",
  },
  keys: { control: "Ctrl", shift: "Shift", escape: "Esc", delete: "Delete" },
  or: "or",

  privacy,
  apiDocumentation: "API documentation",
};

export type Messages = typeof en;
