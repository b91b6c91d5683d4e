/**
 * What is called "vistazo" at the root of a host; pages below other paths of the same host, which
 * share its storage, have their own.
 */
export function nameHere(page: string = document.baseURI): string {
  const { pathname } = new URL(".", page);
  return pathname === "/" ? "vistazo" : `vistazo ${pathname}`;
}
