/** Sets of labels. */

/** Whether both hold the same, in whatever order. */
export function sameLabels(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((label) => b.includes(label));
}

/** With the label where it was missing, without it where it was not. */
export function toggledLabel(labels: readonly string[], label: string): readonly string[] {
  return labels.includes(label) ? labels.filter((other) => other !== label) : [...labels, label];
}

export interface LabelChange {
  readonly label: string;
  readonly kind: "kept" | "added" | "removed";
}

/** What became of each label on the way from one set to another: first what stays. */
export function changesOf(
  before: readonly string[],
  after: readonly string[],
): readonly LabelChange[] {
  const kept = before.filter((label) => after.includes(label));
  const removed = before.filter((label) => !after.includes(label));
  const added = after.filter((label) => !before.includes(label));
  return [
    ...kept.map((label) => ({ label, kind: "kept" }) as const),
    ...removed.map((label) => ({ label, kind: "removed" }) as const),
    ...added.map((label) => ({ label, kind: "added" }) as const),
  ];
}
