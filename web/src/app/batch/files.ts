/** The files that a person chose or dropped, with those in folders. */

import type { NamedFile } from "../../recognition/batch";

export function chosenFiles(files: readonly File[]): readonly NamedFile[] {
  return files.map((file) => ({ name: file.webkitRelativePath || file.name, file }));
}

/**
 * Folders are walked through. To be called while the drop is being handled: afterwards a browser
 * does not tell any more what was dropped.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly NamedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.every((entry) => entry === null)) return chosenFiles([...transfer.files]);
  const found = await Promise.all(entries.map((entry) => (entry ? within(entry) : [])));
  return found.flat();
}

async function within(entry: FileSystemEntry): Promise<readonly NamedFile[]> {
  const name = entry.fullPath.replace(/^\//, "");
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ name, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const below: NamedFile[] = [];
  for (;;) {
    // A folder is told in parts, until one is empty.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return below;
    for (const one of part) below.push(...(await within(one)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
