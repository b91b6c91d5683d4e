import { useState } from "react";
import type { Server } from "../../api/client";
import { useLocale } from "../../i18n/context";
import type { Mode, Version } from "../../learning/version";
import { type Failure, failureOf } from "../../recognition/failure";

/** What a person can do about versions, and what came of it. */
export function useActions(server: Server, model: string, profile: string, onChange: () => void) {
  const { messages, format } = useLocale();
  const words = messages.versions;
  const [notice, setNotice] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const attempt = async (act: () => Promise<void>, done: string) => {
    setFailure(null);
    setNotice("");
    try {
      await act();
      setNotice(done);
    } catch (error) {
      setFailure(failureOf(error));
    }
    // Also where it failed: somebody else may have changed what is shown.
    onChange();
  };
  const live = ({ number }: Version) => words.nowLive(words.number(format.count(number)));
  return {
    notice,
    failure,
    promote: (version: Version, reason: string, override: boolean) =>
      attempt(
        () => server.registry.promote(model, { version: version.model, reason, override }, profile),
        live(version),
      ),
    rollBack: (version: Version, reason: string) =>
      attempt(() => server.registry.rollBack(model, version.model, reason, profile), live(version)),
    setMode: (mode: Mode) =>
      attempt(() => server.registry.setMode(model, mode), words.modeSet(words.modes[mode])),
  };
}
