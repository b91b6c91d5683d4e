import { useEffect, useState } from "react";

/** Long enough for a stroke to go on, short enough to be an answer. */
const QUIET_MILLISECONDS = 700;

/** Reads `text` out once it has stayed the same for a while, so that drawing is not chattered over. */
export function Announcer({ text }: { text: string }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), QUIET_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="unseen" role="status">
      {said}
    </p>
  );
}
