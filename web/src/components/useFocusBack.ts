import { type RefObject, useEffect, useRef } from "react";

/**
 * The panel of a picture. The way back vanishes with the picture; whoever pressed it should not have
 * to start at the top of the page, so the panel takes the focus.
 */
export function useFocusBack(given: unknown): RefObject<HTMLElement | null> {
  const panel = useRef<HTMLElement>(null);
  const had = useRef(false);
  useEffect(() => {
    if (had.current && !given && document.activeElement === document.body) {
      panel.current?.focus({ preventScroll: true });
    }
    had.current = Boolean(given);
  }, [given]);
  return panel;
}
