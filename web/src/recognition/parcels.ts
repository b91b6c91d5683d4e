/** Divides many files into what travels at once. */

import type { NamedFile, Parcel } from "./batch";

/** So many at most, so that results come while the rest still travels. */
const MOST_FILES = 50;
const MOST_BYTES = 32 * 1024 * 1024;

const ARCHIVE = /\.zip$/i;
/** What systems leave beside pictures: hidden files and folders, and archives' own notes. */
const LITTER = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;

/** In the order of the files; an archive goes alone. */
export function parcelsOf(files: readonly NamedFile[]): readonly Parcel[] {
  const parcels: Parcel[] = [];
  let open: NamedFile[] = [];
  let bytes = 0;
  const close = () => {
    if (open.length > 0) parcels.push({ kind: "files", files: open });
    open = [];
    bytes = 0;
  };
  for (const one of files) {
    if (LITTER.test(one.name)) continue;
    if (ARCHIVE.test(one.name)) {
      close();
      parcels.push({ kind: "archive", ...one });
      continue;
    }
    if (open.length === MOST_FILES || bytes + one.file.size > MOST_BYTES) close();
    open.push(one);
    bytes += one.file.size;
  }
  close();
  return parcels;
}
