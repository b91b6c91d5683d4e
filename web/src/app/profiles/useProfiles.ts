import { useCallback, useEffect, useState } from "react";
import type { Server } from "../../api/client";
import type { Profile } from "../../api/feedback";
import { useLocale } from "../../i18n/context";
import { type Failure, failureOf } from "../../recognition/failure";

/** The profiles of this server, and what can be done to them. */
export function useProfiles(
  server: Server,
  profile: string,
  open: boolean,
  onProfile: (profile: string) => void,
) {
  const { messages } = useLocale();
  const words = messages.profiles;
  const [rows, setRows] = useState<readonly Profile[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [notice, setNotice] = useState("");

  const load = useCallback(async () => {
    const loaded = await server.feedback.profiles();
    setRows(loaded);
    return loaded;
  }, [server]);
  const attempt = async (act: () => Promise<void>) => {
    setFailure(null);
    setNotice("");
    try {
      await act();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew each time it opens
  useEffect(() => {
    if (!open) return;
    setFailure(null);
    load().catch((error: unknown) => setFailure(failureOf(error)));
  }, [open]);
  // What was remembered here may be gone from the server: nobody is then to wonder at errors.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what was remembered
  useEffect(() => {
    if (!profile) return;
    load().then(
      (loaded) => {
        if (loaded.some(({ name }) => name === profile)) return;
        setNotice(words.gone(profile));
        onProfile("");
      },
      () => {},
    );
  }, []);

  return {
    rows,
    failure,
    notice,
    choose(name: string) {
      onProfile(name);
      setNotice(words.chosen(name || words.everybody));
    },
    create: (name: string) =>
      attempt(async () => {
        await server.feedback.addProfile(name);
        await load();
        onProfile(name);
        setNotice(words.chosen(name));
      }),
    remove: (name: string) =>
      attempt(async () => {
        await server.feedback.removeProfile(name);
        if (name === profile) onProfile("");
        await load();
        setNotice(words.removed(name));
      }),
  };
}
