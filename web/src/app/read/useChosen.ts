import { useState } from "react";
import { type Place, placeId } from "../../components/reading/place";
import type { Reading } from "../../recognition/reading";

export interface Chosen {
  readonly place: Place;
  /** What was pressed: a character of the text, or its box. */
  readonly anchor: Element;
  /** A choice belongs to one reading; the next one may have another text. */
  readonly reading: Reading;
}

/** The character that is being corrected, if any. */
export function useChosen(reading: Reading | undefined) {
  const [held, setHeld] = useState<Chosen | null>(null);
  const chosen = held && held.reading === reading ? held : null;
  const choose = (place: Place, anchor: Element) => {
    if (reading) setHeld({ place, anchor, reading });
  };
  const leave = (restoreFocus: boolean) => {
    setHeld(null);
    if (!restoreFocus || !chosen) return;
    const id = placeId(chosen.place);
    // After the next paint: what was corrected has new buttons by then.
    requestAnimationFrame(() => document.getElementById(id)?.focus());
  };
  return { chosen, choose, leave };
}
