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
  failed: "That did not work.",
};
