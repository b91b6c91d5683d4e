/** Where pictures are recognised. */

export const place = {
  legend: "Where it is recognised",
  device: "On this device",
  server: "On the server",
  stays: "Your pictures stay on this device, and out of the history, until you correct an answer.",
  /** Who stood in for the other one. */
  insteadDevice: "The server does not answer: this was recognised on your device.",
  insteadServer: "Your device could not do it: this was recognised on the server.",
};
