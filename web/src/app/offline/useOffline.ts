import { useEffect, useRef, useState } from "react";
import type { ModelFile, Server } from "../../api/client";
import { addressOf, modelRoute } from "../../api/send";
import type { ModelRow } from "../../api/wire";
import { type Guardian, savesData, startGuardian } from "../../offline/page";
import type { Place } from "../../recognition/answer";

/** Milliseconds: the first answers come before what may be needed later. */
const FIRST = 2500;

/** Whoever corrects much makes new versions all the time. */
const NEXT = 60_000;

/**
 * Keeps the page and every recogniser on this device, once there is nothing else to do; says whether
 * all of it is here.
 */
export function useOffline(
  server: Server,
  models: readonly ModelRow[] | null,
  profile: string,
  place: Place,
): boolean {
  const [ready, setReady] = useState(false);
  const guardian = useRef<Promise<Guardian | null> | null>(null);
  const last = useRef(0);
  useEffect(() => {
    if (!import.meta.env.PROD || !models) return;
    let wanted = true;
    const keep = async () => {
      guardian.current ??= startGuardian(document.baseURI);
      const found = await guardian.current;
      if (!wanted || !found || savesData()) return;
      const files = await Promise.all(models.map(({ name }) => server.file(name, profile)));
      last.current = performance.now();
      const kept = await found.keep({
        files: files.flatMap((file) => partsOf(file, place)),
        lists: listsOf(server, models, profile),
      });
      if (wanted) setReady(kept);
    };
    const pause = last.current === 0 ? FIRST : last.current + NEXT - performance.now();
    // Where a version is not to be had right now, the next one is tried.
    const timer = setTimeout(() => void keep().catch(() => {}), Math.max(FIRST, pause));
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [server, models, profile, place]);
  return ready;
}

/** Only who learns here needs what is learned along with corrections. */
function partsOf({ address, reader, bank }: ModelFile, place: Place): readonly string[] {
  const parts = [address, reader, place === "device" ? bank : null];
  return parts.filter((part) => part !== null);
}

function listsOf(
  { list }: Server,
  models: readonly ModelRow[],
  profile: string,
): readonly string[] {
  if (profile === "") return [list];
  return [list, ...models.map(({ name }) => addressOf(modelRoute(name), { profile }))];
}
