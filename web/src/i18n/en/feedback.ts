/** What is said about corrections and what became of them. */

export const feedback = {
  question: "Is this right?",
  right: "Yes, this is right",
  wrong: "No, correct it",
  picker: "What is it really?",
  find: "Find a label",
  pickHelp: "Type to find, arrow keys to move, Enter to choose.",
  pickManyHelp: "Choose every label that fits, then save.",
  labels: "Labels",
  nothingFound: (query: string) => `No label is called “${query}”.`,
  none: "None of these",
  newLabel: "New label…",
  newLabelName: "Name of the new label",
  newLabelHelp:
    "The model gets one label more. It takes about ten examples before it knows it well.",
  newLabelExists: (label: string) => `“${label}” is there already: choose it from the list.`,
  addLabel: (label: string) => `Add “${label}” and save`,
  addAnyLabel: "Add and save",
  back: "Back",
  save: "Save",
  aboutPicture: "The picture that is being corrected",

  result: "What became of it",
  saving: "Saving…",
  unsaved: (why: string) => `Not saved yet. ${why}`,
  sentLater: "Kept on this device, and sent when the server is back.",
  saved: "Saved: this was right.",
  learning: "Saved. Learning…",
  asking: "Asking the model again…",
  versionNumber: (number: string) => `version ${number}`,
  liveVersion: "the live version",
  thisDevice: "this device",
  readsAs: (label: string, confidence: string) => `reads it as ${label} (${confidence})`,
  readsNothing: "does not recognise it",
  /** Of a photo: each label with its probability. */
  sees: (labels: string) => `gives ${labels}`,
  seen: (label: string, probability: string) => `${label} (${probability})`,
  seesNothing: "gives none of its labels",
  learned: (version: string, says: string) => `Learned: ${version} ${says}.`,
  alreadyRight: (version: string, says: string) => `Right by now: ${version} ${says}.`,
  notYet: (version: string, says: string, reasons: string) =>
    `Not learned yet: ${version} ${says}. ${reasons}`,
  refused: (version: string, says: string, reasons: string) =>
    `Not learned yet: ${version} ${says}. The gate said no. ${reasons}`,
  waiting: (candidate: string, version: string, says: string) =>
    `Not live yet: ${candidate} passed the gate and waits under Models. Until then ${version} ${says}.`,
  unlearned: (version: string, says: string) =>
    `Saved, but nothing was learned: ${version} ${says}.`,
  unclear: (why: string) => `Saved. What the model says now is not known. ${why}`,
  withdrawn: "Taken back.",
  notWithdrawn: (why: string) => `Not taken back. ${why}`,
  takeBack: "Take back",
  dismiss: "Close this message",
  decision: "The gate’s decision",
  why: "All checks",
};

/** What the gate looks at, by the names of its checks. */
export const checks = {
  golden: (answers: string, now: string, base: string, limit: string) =>
    `Of ${answers} golden answers ${now} are right, ${base} with the first version; at most ${limit} may be lost.`,
  flips: (gained: string, lost: string, chance: string) =>
    `Golden answers gained on the live version: ${gained}, lost: ${lost}. Chance alone is as uneven with probability ${chance}.`,
  past: (lost: string) => `Corrected pictures that would be wrong again: ${lost}; none may be.`,
  taken_back: (right: string, corrections: string) =>
    `Corrections were taken back; of those that remain it reads right: ${right} of ${corrections}.`,
  learned: (gained: string, right: string, corrections: string) =>
    `Corrected pictures newly right: ${gained}; in all ${right} of ${corrections}.`,
  noneLearned: "No correction was learned.",
  leftOut: {
    kept: "Kept, but not learned here:",
    waiting: (count: string) => `for new labels that need more pictures: ${count}.`,
    doubted: (count: string) =>
      `out of the question for the first version: ${count} (a profile learns them).`,
    distrusted: (count: string) =>
      `of somebody who contradicts everything else: ${count} (a profile learns them).`,
  },
  held_out: (pictures: string, gained: string, lost: string) =>
    `Corrected pictures judged by a twin that did not learn them: ${pictures}, of these gained ${gained}, lost ${lost}; no more may be lost than gained.`,
  calibration: (now: string, before: string, limit: string) =>
    `Its confidence is off by ${now} on average, before by ${before}; at most ${limit} more is allowed.`,
  unknown: (now: string, before: string) =>
    `Of what is none of its labels it calls ${now} unknown, the first version ${before}.`,
  size: (now: string, before: string) => `The file takes ${now}, at first ${before}.`,
  time: (now: string, before: string) =>
    `A small picture takes ${now}, with the live version ${before}.`,
  parity: (difference: string, limit: string) =>
    `The file’s answers differ from the computed ones by ${difference}; allowed are ${limit}.`,
  passed: "Passed",
  failed: "Not passed",
};
