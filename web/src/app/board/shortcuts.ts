/** Which command a key calls. */

export type Command =
  | "undo"
  | "redo"
  | "clear"
  | "pen"
  | "eraser"
  | "correct"
  | "thinner"
  | "thicker"
  | "upload"
  | "help";

/** What is read of a keyboard event; a test passes plain objects. */
export interface Keystroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  getModifierState(name: string): boolean;
}

const SINGLE_KEYS: Readonly<Record<string, Command>> = {
  b: "pen",
  e: "eraser",
  v: "correct",
  u: "upload",
  "[": "thinner",
  "]": "thicker",
  "?": "help",
};

export function commandOf(keystroke: Keystroke, singleKeys: boolean): Command | null {
  const key = keystroke.key.toLowerCase();
  // On many keyboards, the Spanish one among them, AltGr makes the brackets and reads as Ctrl+Alt.
  const makesSign = keystroke.getModifierState("AltGraph");
  const control = !makesSign && (keystroke.ctrlKey || keystroke.metaKey);
  const alt = !makesSign && keystroke.altKey;
  if (alt) return null;
  if (control) {
    if (key === "z") return keystroke.shiftKey ? "redo" : "undo";
    return key === "y" && !keystroke.shiftKey ? "redo" : null;
  }
  if (key === "escape" || key === "delete") return "clear";
  return singleKeys ? (SINGLE_KEYS[key] ?? null) : null;
}
