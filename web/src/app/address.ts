/** The view's state in the address. Names that are not ours are left as they are. */

export function query(): URLSearchParams {
  return new URLSearchParams(window.location.search);
}

/**
 * Replaces rather than adds: a switched language is no page to go back to. Without a value the
 * name goes.
 */
export function setQuery(name: string, value: string | null): void {
  const parameters = query();
  if (value === null) parameters.delete(name);
  else parameters.set(name, value);
  const text = parameters.size > 0 ? `?${parameters}` : window.location.pathname;
  window.history.replaceState(null, "", `${text}${window.location.hash}`);
}
