import { useCallback } from "react";
import type { Server } from "../../api/client";
import {
  CORRECTION_STATES,
  type CorrectionFilter,
  NO_CORRECTION_FILTER,
} from "../../learning/correction";
import { oneOf, type Parsers, text, useAddressed } from "../lists/useAddressed";
import { type Place, usePages } from "../lists/usePages";

export const PAGE_SIZE = 24;

const PARSERS: Parsers<CorrectionFilter> = {
  recognizer: text,
  label: text,
  author: text,
  state: oneOf(CORRECTION_STATES),
};

/** A page of the corrections, kept in step with what is asked for. */
export function useSaid(server: Server, profile: string) {
  const [filter, setFilter] = useAddressed("corrections", NO_CORRECTION_FILTER, PARSERS);
  const load = useCallback(
    async (place: Place, signal: AbortSignal) => {
      const page = await server.feedback.corrections(filter, place, profile, signal);
      return { ...page, here: page.corrections.length };
    },
    [server, profile, filter],
  );
  return { filter, setFilter, ...usePages(load, PAGE_SIZE) };
}
