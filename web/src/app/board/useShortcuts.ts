import { useEffect, useRef } from "react";
import { type Command, commandOf } from "./shortcuts";

/** Where keys already mean something else. */
export const TYPING =
  "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select";

export function useShortcuts(
  commands: Readonly<Record<Command, () => void>>,
  singleKeys: boolean,
): void {
  const current = useRef(commands);
  useEffect(() => {
    current.current = commands;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      const command = commandOf(event, singleKeys);
      if (!command) return;
      event.preventDefault();
      current.current[command]();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [singleKeys]);
}
