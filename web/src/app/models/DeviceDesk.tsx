import { useState } from "react";
import type { Server } from "../../api/client";
import { Confirm } from "../../components/Confirm";
import { Problem } from "../../components/Problem";
import { TaughtCard } from "../../components/taught/TaughtCard";
import { useLocale } from "../../i18n/context";
import { modelName } from "../../i18n/labels";
import { useKeeping } from "../learning/keeping";
import { useTaught } from "./useTaught";

interface DeviceDeskProps {
  server: Server;
  model: string;
  profile: string;
}

/** What this device learned for one model. */
export function DeviceDesk({ server, model, profile }: DeviceDeskProps) {
  const { messages } = useLocale();
  const words = messages.taught;
  const { taught } = useKeeping();
  const { state, failure, notice, isBusy, write, forget } = useTaught(
    server,
    taught,
    model,
    profile,
  );
  const [isAsking, setAsking] = useState(false);
  if (!state) return null;
  return (
    <>
      <TaughtCard
        {...{ state, notice, isBusy }}
        onExport={() => void write()}
        onForget={() => setAsking(true)}
      >
        {failure && <Problem failure={failure} what={words.failed} />}
      </TaughtCard>
      <Confirm
        open={isAsking}
        title={words.forgetTitle(modelName(model, messages))}
        action={words.forgetAction}
        danger
        onConfirm={() => {
          setAsking(false);
          void forget();
        }}
        onClose={() => setAsking(false)}
      >
        <p>{words.forgetHelp}</p>
      </Confirm>
    </>
  );
}
