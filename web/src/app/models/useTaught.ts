import { useCallback, useEffect, useState } from "react";
import type { Server } from "../../api/client";
import type { TaughtState } from "../../components/taught/TaughtCard";
import { useLocale } from "../../i18n/context";
import type { Decision } from "../../learning/decision";
import { notesOf } from "../../local/learning/pack";
import { type Failure, failureOf } from "../../recognition/failure";
import type { Taught } from "../../taught/taught";
import { download } from "../download";

/** What this device learned, kept in step with what all tabs do; and what can be done with it. */
export function useTaught(server: Server, taught: Taught, model: string, profile: string) {
  const { messages } = useLocale();
  const words = messages.taught;
  const [state, setState] = useState<TaughtState | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [notice, setNotice] = useState("");
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    let wanted = true;
    let turn = 0;
    const look = async () => {
      turn += 1;
      const own = turn;
      const found = await stateOf(server, taught, model, profile);
      if (wanted && own === turn) setState(found);
    };
    const attempt = () => void look().catch(() => {});
    attempt();
    const unsubscribe = taught.subscribe(attempt);
    return () => {
      wanted = false;
      unsubscribe();
    };
  }, [server, taught, model, profile]);

  const attempt = useCallback(async (begun: string, act: () => Promise<string>) => {
    setFailure(null);
    setNotice(begun);
    setBusy(true);
    try {
      setNotice(await act());
    } catch (error) {
      setNotice("");
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  }, []);

  return {
    ...{ state, failure, notice, isBusy },
    write: () =>
      attempt(words.exporting, async () => {
        const name = `${model}-${state?.learned ?? 0}.onnx`;
        download(await taught.write(model, profile), name);
        return words.exported(name);
      }),
    forget: () =>
      attempt("", async () => {
        await taught.forget(model);
        return words.forgotten;
      }),
  };
}

async function stateOf(
  server: Server,
  taught: Taught,
  model: string,
  profile: string,
): Promise<TaughtState> {
  const [head, said, file] = await Promise.all([
    taught.head(model, profile),
    taught.said(model, profile),
    server.file(model, profile).catch(() => null),
  ]);
  const learned = head?.learned.length ?? 0;
  const decision = head ? decisionIn(head.bytes) : null;
  const isOlder = head !== undefined && file !== null && head.base !== file.model;
  return {
    model: head && learned > 0 ? `${head.base}+${learned}` : null,
    learned,
    said,
    decision,
    learnedAt: head && learned > 0 ? new Date(head.savedAt) : null,
    isOlder,
    isNeedless: head !== undefined && !isOlder && learned === 0 && decision === null,
    canLearn: file === null || file.bank !== null,
  };
}

/** Null also where it cannot be read: it can be forgotten all the same. */
function decisionIn(bytes: ArrayBuffer): Decision | null {
  try {
    return notesOf(bytes).decision;
  } catch {
    return null;
  }
}
