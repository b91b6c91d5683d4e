/** Whose handwriting it is. */

export const profiles = {
  choice: "Whose handwriting",
  button: (name: string) => `Whose handwriting: ${name}`,
  everybody: "Everybody",
  help: "With a profile, the models learn one person’s hand strongly and answer that person with it. Everybody else gets from the same corrections only what a stricter gate lets through.",
  corrections: (count: string) => `corrections: ${count}`,
  create: "New profile",
  name: "Name",
  add: "Create and use",
  exists: (name: string) => `There is a profile called ${name} already.`,
  wrongName: "A name has letters, digits, spaces and . @ + - _ and begins with a letter or digit.",
  remove: (name: string) => `Delete ${name}`,
  sure: (name: string) =>
    `Delete ${name}? The profile’s corrections, its predictions and all that was learned from them go for good.`,
  keep: "Keep it",
  removeForGood: "Delete for good",
  chosen: (name: string) => `Now answering for ${name}.`,
  removed: (name: string) => `${name} was deleted.`,
  gone: (name: string) => `The profile ${name} is not on this server: answering for everybody.`,
};
