const MARK = 'meta[name="vistazo-site"]';

/** Where the list of models lies, if this page belongs to a site; null in front of a server. */
export function siteOf(page: Pick<Document, "querySelector">): string | null {
  return page.querySelector<HTMLMetaElement>(MARK)?.content || null;
}
