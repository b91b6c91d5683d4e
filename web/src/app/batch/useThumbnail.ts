import { type RefObject, useEffect, useState } from "react";
import type { Server } from "../../api/client";
import type { Entry } from "../../recognition/batch";

/** So far beyond the window's edge a picture is fetched already. */
const AHEAD = "400px";

/** An address is kept for so long after its picture was taken away. */
const STILL_LOADING_MS = 1000;

/**
 * Where the picture of an entry lies while it is near the window; null while it is not, or is not
 * known. What was made for it is given back when it goes out of sight.
 */
export function useThumbnail(
  server: Server,
  { file, unpack, result }: Entry,
  card: RefObject<HTMLElement | null>,
): string | null {
  const [near, setNear] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  const prediction = result.kind === "answered" ? result.prediction : null;
  useEffect(() => {
    const watching = new IntersectionObserver(
      (seen) => setNear(seen.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: AHEAD },
    );
    if (card.current) watching.observe(card.current);
    return () => watching.disconnect();
  }, [card]);
  useEffect(() => {
    if (!near) return;
    if (file) return shown(Promise.resolve(file), setAddress);
    if (unpack) return shown(unpack(), setAddress);
    if (prediction === null) return;
    // What went out in an archive is known to the server alone.
    const asking = new AbortController();
    server.feedback.imageOf(prediction, asking.signal).then(
      (image) => !asking.signal.aborted && setAddress(server.feedback.thumbnail(image)),
      () => {},
    );
    return () => asking.abort();
  }, [near, file, unpack, prediction, server]);
  return address;
}

/** Gives a picture an address, and returns what takes it back. */
function shown(picture: Promise<Blob>, tell: (address: string | null) => void): () => void {
  let address: string | null = null;
  let wanted = true;
  picture.then(
    (file) => {
      if (!wanted) return;
      address = URL.createObjectURL(file);
      tell(address);
    },
    // It was unpacked before; now the card stays without a picture.
    () => {},
  );
  return () => {
    wanted = false;
    tell(null);
    const created = address;
    // A picture that was just about to load would be missed.
    if (created) setTimeout(() => URL.revokeObjectURL(created), STILL_LOADING_MS);
  };
}
