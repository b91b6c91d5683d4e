import { type KeyboardEvent, useId, useState } from "react";
import { useLocale } from "../../i18n/context";
import { nameOf } from "../../i18n/labels";
import type { CorrectedLine } from "../../recognition/corrections";
import type { Character } from "../../recognition/reading";
import { isDoubtful, shownCharacter } from "./character";
import { moved, type Place, placeId, samePlace } from "./place";

interface TextStripProps {
  lines: readonly CorrectedLine[];
  chosen: Place | null;
  onChoose(place: Place, anchor: Element): void;
}

/** The text, each character a button: one stop for Tab, and arrow keys inside. */
export function TextStrip({ lines, chosen, onChoose }: TextStripProps) {
  const { messages, format } = useLocale();
  const help = useId();
  const [visited, setVisited] = useState<Place>({ line: 0, index: 0 });
  // What was visited may be gone with the ink.
  const stop = lines[visited.line]?.characters[visited.index] ? visited : firstOf(lines);
  const onKey = (event: KeyboardEvent) => {
    const to = moved(stop, event.key, lines);
    if (!to) return;
    event.preventDefault();
    document.getElementById(placeId(to))?.focus();
  };
  const button = (line: CorrectedLine, one: Character, place: Place) => {
    const name = nameOf(one.character, "character", messages);
    const corrected = line.corrected.has(one);
    const doubtful = !corrected && isDoubtful(one);
    const space = one.character === " " && "space";
    const appearance = ["glyph-button", space, corrected && "corrected", doubtful && "doubtful"];
    return (
      <button
        key={place.index}
        type="button"
        id={placeId(place)}
        className={appearance.filter(Boolean).join(" ")}
        aria-label={
          corrected
            ? messages.reading.corrected(name)
            : messages.confidenceOf(name, format.percent(one.confidence))
        }
        aria-haspopup="dialog"
        aria-expanded={samePlace(chosen, place)}
        tabIndex={samePlace(stop, place) ? 0 : -1}
        onFocus={() => setVisited(place)}
        onClick={(event) => onChoose(place, event.currentTarget)}
      >
        {shownCharacter(one.character)}
      </button>
    );
  };
  return (
    <fieldset className="text-strip" aria-describedby={help} onKeyDown={onKey}>
      <legend className="unseen">{messages.reading.characters}</legend>
      <p id={help} className="unseen">
        {messages.reading.charactersHelp}
      </p>
      {lines.map((line, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place alone
        <div key={number} className="text-line">
          {line.characters.map((one, index) => button(line, one, { line: number, index }))}
        </div>
      ))}
    </fieldset>
  );
}

function firstOf(lines: readonly CorrectedLine[]): Place {
  return { line: lines.findIndex(({ characters }) => characters.length > 0), index: 0 };
}
