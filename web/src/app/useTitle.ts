import { useEffect } from "react";

/** The window's title, while the part of the page that calls this is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
