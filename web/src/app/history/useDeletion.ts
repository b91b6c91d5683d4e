import { useState } from "react";
import type { Server } from "../../api/client";
import type { RecordFilter } from "../../learning/record";
import { NOTHING, type Selection, without } from "../../learning/selection";
import { type Failure, failureOf } from "../../recognition/failure";

/** What the bar at the bottom says. */
export type Deletion =
  | { readonly kind: "removed" | "restored"; readonly ids: readonly string[] }
  | { readonly kind: "notRemoved"; readonly failure: Failure }
  | { readonly kind: "notRestored"; readonly ids: readonly string[]; readonly failure: Failure };

/** What is chosen, deleted, and brought back. */
export function useDeletion(server: Server, profile: string, onChange: () => void) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [deletion, setDeletion] = useState<Deletion | null>(null);

  return {
    selection,
    setSelection,
    deletion,
    async remove(which: readonly string[] | RecordFilter) {
      try {
        const ids = await server.feedback.remove(which, profile);
        setDeletion({ kind: "removed", ids });
        setSelection((chosen) => without(chosen, ids));
        onChange();
      } catch (error) {
        setDeletion({ kind: "notRemoved", failure: failureOf(error) });
      }
    },
    async undo() {
      if (!deletion || !("ids" in deletion)) return;
      const { ids } = deletion;
      try {
        await server.feedback.restore(ids);
        setDeletion({ kind: "restored", ids });
        onChange();
      } catch (error) {
        setDeletion({ kind: "notRestored", ids, failure: failureOf(error) });
      }
    },
    dismiss: () => setDeletion(null),
  };
}
