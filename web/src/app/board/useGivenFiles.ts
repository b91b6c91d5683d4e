import { useEffect, useRef, useState } from "react";
import { TYPING } from "./useShortcuts";

export type Arrival = "dropped" | "pasted";

/**
 * Files dropped anywhere or pasted. Anywhere, because a browser leaves the page for a picture
 * that lands a finger's breadth beside the board, and the drawing would be gone.
 */
export function useGivenFiles(
  onFiles: (files: readonly File[], how: Arrival, transfer: DataTransfer | null) => void,
): boolean {
  const [hovering, setHovering] = useState(false);
  const current = useRef(onFiles);
  useEffect(() => {
    current.current = onFiles;
  });
  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setHovering(true);
    };
    const leave = (event: DragEvent) => {
      // Between two elements of the page there is a related one; only the way out has none.
      if (!event.relatedTarget) setHovering(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setHovering(false);
      const { dataTransfer } = event;
      current.current([...(dataTransfer?.files ?? [])], "dropped", dataTransfer);
    };
    const paste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      event.preventDefault();
      current.current([...(event.clipboardData?.files ?? [])], "pasted", null);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
      window.removeEventListener("paste", paste);
    };
  }, []);
  return hovering;
}
