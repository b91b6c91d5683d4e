/** Which labels a person means by what they type. */

import type { Messages } from "../../i18n/en";
import { nameOf, type Subject } from "../../i18n/labels";

/** Exact matches first, then the rest, each in the model's order; all for an empty query. */
export function matching(
  labels: readonly string[],
  query: string,
  subject: Subject,
  messages: Messages,
): readonly string[] {
  // A space alone is a label of some models, not an empty query.
  const wanted = labels.includes(query) ? query : query.trim();
  if (wanted === "") return labels;
  const plain = folded(wanted);
  const rank = (label: string): number => {
    if (label === wanted) return 0;
    if (folded(label) === plain) return 1;
    // What begins so rather than what has it somewhere: a single sign is in too many names.
    const words = folded(` ${label} ${nameOf(label, subject, messages)}`);
    return words.includes(` ${plain}`) ? 2 : 3;
  };
  const ranks = new Map(labels.map((label) => [label, rank(label)]));
  const found = labels.filter((label) => ranks.get(label) !== 3);
  return found.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}

/** Without accents and capitals. */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
