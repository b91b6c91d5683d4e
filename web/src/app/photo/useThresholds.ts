import { useEffect, useState } from "react";
import type { Server } from "../../api/client";

interface Loaded {
  readonly version: string;
  readonly profile: string;
  readonly thresholds: Readonly<Record<string, number>>;
}

/** Each label's own threshold in the version that answered; null while it is not known. */
export function useThresholds(
  server: Server,
  model: string,
  version: string | null,
  profile: string,
): Readonly<Record<string, number>> | null {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    if (version === null) return;
    let wanted = true;
    server.photos.card(model, profile).then(
      ({ thresholds }) => wanted && setLoaded({ version, profile, thresholds }),
      // They only mark places on the bars.
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [server, model, version, profile]);
  const current = loaded?.version === version && loaded?.profile === profile;
  return current ? (loaded?.thresholds ?? null) : null;
}
