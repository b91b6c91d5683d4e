/** What people said, one correction a card. */

export const said = {
  pageTitle: "Vistazo: corrections",
  heading: "Corrections",
  introduction: "Everything that was corrected or confirmed, and since when it is answered right.",
  list: "Corrections",
  empty: "Nothing has been corrected yet. Correct an answer, and it appears here.",
  notLoaded: "The corrections could not be loaded.",
  refresh: "Refresh",
  author: "By whom",
  noAuthor: "nobody named",
  by: (author: string) => `by ${author}`,
  state: "State",
  states: {
    current: "Holds",
    superseded: "Replaced by a newer one",
    withdrawn: "Withdrawn",
    conflict: "Contradicted",
  },
  /** The labels of a card: what was answered, and what is right. */
  tags: "Labels",
  kept: (label: string) => `${label}, kept`,
  added: (label: string) => `${label}, added`,
  removed: (label: string) => `${label}, removed`,
  noneAnswered: "nothing was answered",
  noneRight: "shows none of the labels",
  answered: "Answered",
  right: "Right",
  /** One card among the others. */
  named: (labels: string, time: string) => `${labels}, ${time}`,
  history: (name: string) => `What was said of this picture: ${name}`,
  historyTitle: "What was said of this picture",
  withdraw: (name: string) => `Withdraw ${name}`,
  withdrawn: "Withdrawn: nothing is learned from it any more.",
  reinstated: "It holds again.",
  notWithdrawn: "Not withdrawn.",
  notReinstated: "Not put back.",
};
