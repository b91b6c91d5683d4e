/** What this device learned by itself. */

export const taught = {
  title: "On this device",
  nothing:
    "Nothing has been learned here yet. Choose “On this device” where you draw, and correct an answer: the page learns from it within about a second.",
  cannot: "This model came without what it needs to learn on a device.",
  learned: (count: string) => `Corrections learned: ${count}`,
  said: (count: string) => `Corrections kept for learning: ${count}`,
  answers: "Answers here",
  older:
    "This belongs to an older version of the model. It is learned anew as soon as this device is asked.",
  needless: "The model as it came already answers all of it right.",
  unlearned: "Nothing of it answers: the model as it came does.",
  export: "Export .onnx",
  exportHelp: "The whole model with what was learned here, for any other device or server.",
  exporting: "Writing the file…",
  exported: (name: string) => `Written: ${name}`,
  forget: "Forget…",
  forgetTitle: (model: string) => `Forget what this device learned for ${model}?`,
  forgetHelp:
    "The corrections that are kept here and all that was learned from them go, for every profile on this device. What the server was told stays there, and what still waits to be sent is sent. This cannot be undone: export the model first if you want to keep it.",
  forgetAction: "Forget",
  forgotten: "Forgotten. The model as it came answers again.",
  files: "Models from files",
  filesHelp:
    "An .onnx file that Vistazo wrote, exported on another device for example. It can be chosen where you draw, on this device, until the page is closed; it does not learn.",
  open: "Open a model file…",
  opening: "Opening the file…",
  opened: (name: string) => `${name} can be chosen where you draw, on this device.`,
  notDrawn: (name: string) =>
    `${name} is not for drawing one thing, which is all that files can be opened for.`,
  notOpened: "This file cannot be opened. It must be a model that Vistazo wrote.",
  closed: (name: string) => `${name} is closed.`,
  closeFile: (name: string) => `Close ${name}`,
  labels: (count: string) => `Labels: ${count}`,
  failed: "That did not work.",
};
