import { useMemo, useSyncExternalStore } from "react";
import type { ModelRow } from "../../api/wire";
import type { Place } from "../../recognition/answer";
import { useKeeping } from "../learning/keeping";

type Drawn = Pick<ModelRow, "name" | "labels" | "priors" | "prior">;

/** What is drawn is one thing; photos have a tab of their own. */
export function isDrawn({ input, task }: Pick<ModelRow, "input" | "task">): boolean {
  return input === "ink" && task === "one";
}

/** The models that can be drawn for: on this device also those that were opened from files. */
export function useDrawn(models: readonly ModelRow[] | null, place: Place) {
  const { opened } = useKeeping();
  const files = useSyncExternalStore(opened.subscribe, opened.all);
  return useMemo<readonly Drawn[] | null>(() => {
    const here = place === "device" ? files.filter(isDrawn) : [];
    return models && [...models.filter(isDrawn), ...here.map(rowOf)];
  }, [models, files, place]);
}

function rowOf({
  name,
  labels,
  priors,
  prior,
}: Omit<Drawn, "labels" | "priors"> & {
  readonly labels: readonly string[];
  readonly priors: readonly string[];
}): Drawn {
  return { name, labels: [...labels], priors: [...priors], prior };
}
