import { useState } from "react";
import type { ModelRow } from "../../api/wire";
import type { Given } from "../../components/board/BoardPanel";
import { query, setQuery } from "../address";
import type { Recorded } from "../draw/useRecorded";
import { share } from "../lists/useAddressed";

const FIRST = "photos";

/** A photo that is asked about. */
export interface GivenPhoto extends Given {
  /** Under which id it was recognised before, if it was. */
  readonly earlier?: Recorded | null;
}

/** What the tabs about photos share. */
export interface PhotoDesk {
  /** Models that give a photo any number of labels; null until they are known. */
  readonly models: readonly ModelRow[] | null;
  /** The one that answers; null where there is none. */
  readonly model: ModelRow | null;
  /** One for all labels; null where each has its own. */
  readonly threshold: number | null;
  readonly given: GivenPhoto | null;
  setModel(name: string): void;
  setThreshold(threshold: number | null): void;
  give(given: GivenPhoto | null): void;
}

/** Which model answers and from which probability on stand in the address. */
export function usePhotoDesk(rows: readonly ModelRow[] | null): PhotoDesk {
  const [name, setName] = useState(() => query().get("photos"));
  const [threshold, setThreshold] = useState(() => share(query().get("threshold") ?? ""));
  const [given, give] = useState<GivenPhoto | null>(null);
  const models = rows?.filter(({ task, input }) => task === "many" && input === "photo") ?? null;
  const named = (wanted: string | null) => models?.find((row) => row.name === wanted);
  return {
    models,
    model: named(name) ?? named(FIRST) ?? models?.[0] ?? null,
    threshold,
    given,
    setModel(name) {
      setName(name);
      setQuery("photos", name);
    },
    setThreshold(threshold) {
      setThreshold(threshold);
      setQuery("threshold", threshold === null ? null : String(threshold));
    },
    give,
  };
}
