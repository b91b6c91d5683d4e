/** The view's state in the address. Names that are not ours are left as they are. */

export function query(): URLSearchParams {
  return new URLSearchParams(window.location.search);
}

/** Replaces rather than adds: a switched language is no page to go back to. */
export function setQuery(name: string, value: string): void {
  const parameters = query();
  parameters.set(name, value);
  window.history.replaceState(null, "", `?${parameters}${window.location.hash}`);
}
