/** What this device keeps, and what is said about being away. */

export const keeping = {
  label: "State of this page",
  away: "Offline: this device goes on by itself, and sends later what you say.",
  /** Where this device cannot go on by itself. */
  awayOnly: "Offline: what you say is kept here, and sent later.",
  awaySite: "Offline. Nothing here needs the network.",
  back: "Back online.",
  ready: "This page also works offline now.",
  waiting: (count: string) => `Corrections to be sent: ${count}`,
  refused: (count: string) => `Corrections that the server did not take: ${count}`,
  show: "Show them",
  notDurable:
    "This browser stores nothing here: what you correct is gone when the page is closed, unless it was sent.",
  title: "Corrections on this device",
  help: "They are sent by themselves, in order, as soon as the server answers. Nothing needs to be done.",
  none: "Nothing waits any more.",
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
