import { useLocale } from "../../i18n/context";
import type { CorrectedLine } from "../../recognition/corrections";
import { isDoubtful } from "./character";
import { type Place, placeId, samePlace } from "./place";

interface BoxLayerProps {
  /** Of the picture that was read, in pixels. */
  size: { readonly width: number; readonly height: number };
  lines: readonly CorrectedLine[];
  chosen: Place | null;
  /** Whether a person's picture lies below rather than the board. */
  overPicture: boolean;
  /** Null while the pen must reach the paper. */
  onChoose: ((place: Place, anchor: Element) => void) | null;
}

/**
 * Boxes around what was read, over the ink. For pointers only: for keys and for reading aloud the
 * text has a button for every character.
 */
export function BoxLayer({ size, lines, chosen, overPicture, onChoose }: BoxLayerProps) {
  const { messages } = useLocale();
  return (
    <svg
      className={["boxes", onChoose && "live", overPicture && "foreign"].filter(Boolean).join(" ")}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={messages.reading.boxes}
    >
      {lines.flatMap((line, number) =>
        line.characters.map((one, index) => {
          if (one.character === " ") return null;
          const place = { line: number, index };
          const appearance = [
            "box",
            samePlace(chosen, place) && "chosen",
            line.corrected.has(one) && "corrected",
            !line.corrected.has(one) && isDoubtful(one) && "doubtful",
          ];
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the text's buttons do the same
            <rect
              key={placeId(place)}
              className={appearance.filter(Boolean).join(" ")}
              {...one.box}
              onClick={(event) => onChoose?.(place, event.currentTarget)}
            />
          );
        }),
      )}
    </svg>
  );
}
