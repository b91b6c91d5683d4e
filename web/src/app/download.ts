/** Hands something to the person as a file. */
export function download(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it only after this has ended.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
