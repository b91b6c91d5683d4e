/** Walking with arrow keys through options that stand in rows, however these are broken. */

export interface Spot {
  readonly left: number;
  readonly top: number;
}

/** Tops that differ by less are one row. */
const SAME_ROW = 4;

/** Where a key leads from `from`, which is -1 for nowhere yet; null for keys that lead nowhere. */
export function walked(spots: readonly Spot[], from: number, key: string): number | null {
  const last = spots.length - 1;
  if (last < 0) return null;
  switch (key) {
    case "Home":
      return 0;
    case "End":
      return last;
    case "ArrowRight":
      return Math.min(last, from + 1);
    case "ArrowLeft":
      return Math.max(0, from - 1);
    case "ArrowDown":
      return from < 0 ? 0 : beyond(spots, from, 1);
    case "ArrowUp":
      return from < 0 ? last : beyond(spots, from, -1);
    default:
      return null;
  }
}

/** The nearest in the next row downwards or upwards; where there is none, it stays. */
function beyond(spots: readonly Spot[], from: number, way: 1 | -1): number {
  const at = spots[from];
  if (!at) return from;
  const rows = spots
    .map((spot, index) => ({ index, ...spot, away: (spot.top - at.top) * way }))
    .filter(({ away }) => away > SAME_ROW);
  const next = Math.min(...rows.map(({ away }) => away));
  const row = rows.filter(({ away }) => away < next + SAME_ROW);
  row.sort((a, b) => Math.abs(a.left - at.left) - Math.abs(b.left - at.left));
  return row[0]?.index ?? from;
}
