/** What this device keeps, and what is said about being away. */

export const keeping = {
  label: "State of this page",
  offline: "Offline",
  back: "Back online",
  waiting: (count: string) => `${count} to be sent`,
  refused: (count: string) => `${count} not taken`,
  details: "Details",
  notDurable:
    "This browser stores nothing here: what you correct is gone when the page is closed, unless it was sent.",
  ready: "This page also works offline now.",
  /** What it means to be offline. */
  away: "The server does not answer. This device goes on by itself: it recognises, keeps what you say, and sends it later.",
  /** Where this device cannot go on by itself. */
  awayOnly: "The server does not answer. What you say is kept here, and sent later.",
  awaySite: "There is no network. Nothing here needs one.",
  help: "These corrections are kept on this device. Those that wait are sent by themselves, in order, as soon as the server answers.",
  none: "The server has everything that was said here.",
  sendNow: "Send now",
  more: (count: string) => `And ${count} more.`,
  said: (recogniser: string, labels: string) => `${recogniser}: ${labels}`,
  picture: "The corrected picture",
  states: {
    waiting: "Waits to be sent.",
    withdrawing: "Taken back; the server is still to be told.",
  },
  refusal: (why: string) => `Not taken by the server. ${why}`,
  takeBack: (said: string) => `Take back ${said}`,
  sendAgain: (said: string) => `Send ${said} again`,
};

/** By where pictures are recognised, and whether there is a server at all. */
export const privacy = {
  server: "No account, no trackers: your pictures go to this server and nowhere else.",
  device:
    "No account, no trackers: your pictures stay on this device. Only what you correct, and what this device cannot do, goes to this server, and nowhere else.",
  site: "No account, no trackers, no server: your pictures and corrections stay on this device.",
};
