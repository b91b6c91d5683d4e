import { useEffect, useState } from "react";

const READING_MILLISECONDS = 8000;

/** A short message that goes away by itself. */
export function useNotice(): [string | null, (text: string | null) => void] {
  const [notice, setNotice] = useState<string | null>(null);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => setNotice(null), READING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [notice]);
  return [notice, setNotice];
}
