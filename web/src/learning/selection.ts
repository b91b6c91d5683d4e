/** Which cards are chosen, on whatever pages they stand. */

export type Selection = ReadonlySet<string>;

export const NOTHING: Selection = new Set();

export function toggled(selection: Selection, id: string): Selection {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** All of a page, or none of it where all of it was chosen. */
export function toggledPage(selection: Selection, page: readonly string[]): Selection {
  const next = new Set(selection);
  const all = holdsPage(selection, page);
  for (const id of page) {
    if (all) next.delete(id);
    else next.add(id);
  }
  return next;
}

export function holdsPage(selection: Selection, page: readonly string[]): boolean {
  return page.length > 0 && page.every((id) => selection.has(id));
}

export function without(selection: Selection, gone: readonly string[]): Selection {
  const next = new Set(selection);
  for (const id of gone) next.delete(id);
  return next;
}
