/** What the tests of what is kept share. */

import type { KeptCorrection, TaughtHead } from "../../src/kept/kept";

export function aCorrection(given: Partial<KeptCorrection> = {}): KeptCorrection {
  return {
    id: "a",
    savedAt: 1_700_000_000_000,
    recognizer: "digits",
    profile: "",
    labels: ["7"],
    kind: "corrected",
    source: "draw",
    newLabels: false,
    picture: { kind: "grey", width: 2, height: 1, pixels: new Uint8Array([0, 255]) },
    delivery: "waiting",
    withdrawn: false,
    stays: false,
    prediction: null,
    refusal: null,
    ...given,
  };
}

export function aHead(given: Partial<TaughtHead> = {}): TaughtHead {
  return {
    recognizer: "digits",
    profile: "",
    base: "digits@0123456789ab",
    bytes: new Uint8Array([1, 2, 3]).buffer,
    learned: ["a"],
    savedAt: 1_700_000_000_000,
    ...given,
  };
}
