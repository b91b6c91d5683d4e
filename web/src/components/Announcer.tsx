import { useEffect, useState } from "react";

/** Long enough for a stroke to go on, short enough to be an answer. */
const QUIET_MILLISECONDS = 700;

/** Reads `text` out once it has stayed the same for a while, so that drawing is not chattered over. */
export function Announcer({ text, quiet = QUIET_MILLISECONDS }: { text: string; quiet?: number }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), quiet);
    return () => clearTimeout(timer);
  }, [text, quiet]);
  return (
    <p className="unseen" role="status">
      {said}
    </p>
  );
}
