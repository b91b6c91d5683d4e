import { useCallback, useState } from "react";
import { Problem } from "../../components/Problem";
import { LearnBar } from "../../components/versions/LearnBar";
import { ModeSwitch } from "../../components/versions/ModeSwitch";
import { PromoteDialog } from "../../components/versions/PromoteDialog";
import { PromotionLog } from "../../components/versions/PromotionLog";
import { VersionRow } from "../../components/versions/VersionRow";
import { useLocale } from "../../i18n/context";
import { previousOf, type Version } from "../../learning/version";
import type { TabProps } from "../tabs";
import { Comparison } from "./Comparison";
import { useActions } from "./useActions";
import { useJob } from "./useJob";
import { useVersions } from "./useVersions";

/** What is to be done to a version, once it has been confirmed. */
interface Plan {
  readonly kind: "promote" | "rollBack";
  readonly version: Version;
}

interface ModelDeskProps extends TabProps {
  model: string;
  /** Whether its whole network can be trained. */
  deep: boolean;
}

/** One model's versions. */
export function ModelDesk({ server, onModels, preferences, model, deep }: ModelDeskProps) {
  const { messages } = useLocale();
  const words = messages.versions;
  const { profile } = preferences;
  const { list, failure, reload } = useVersions(server, model, profile);
  const changed = useCallback(() => {
    reload();
    server.forgetModels();
    onModels();
  }, [reload, server, onModels]);
  const actions = useActions(server, model, profile, changed);
  const learning = useJob(server, model, profile, changed);
  const [plan, setPlan] = useState<Plan | null>(null);
  const previous = list && previousOf(list);

  return (
    <section id="models-answer" className="desk" aria-label={words.list} tabIndex={-1}>
      <div className="card desk-head">
        <LearnBar
          deep={deep}
          job={learning.job}
          failure={learning.failure}
          onLearn={(deep) => void learning.begin(deep)}
          onStop={() => void learning.stop()}
        />
        {list && <ModeSwitch mode={list.mode} onChange={(mode) => void actions.setMode(mode)} />}
        <p className="desk-notice" role="status">
          {actions.notice}
        </p>
        {actions.failure && <Problem failure={actions.failure} what={words.failed} />}
      </div>
      {failure && <Problem failure={failure} what={words.notLoaded} />}
      {failure && (
        <button type="button" className="button wide" onClick={reload}>
          {messages.tryAgain}
        </button>
      )}
      {!list && !failure && <p className="history-note">{messages.loading}</p>}
      {list && (
        <ol className="versions" reversed>
          {list.versions.map((version) => (
            <VersionRow
              key={version.model}
              version={version}
              isPrevious={version.model === previous?.model}
              onPromote={() => setPlan({ kind: "promote", version })}
              onRollBack={() => setPlan({ kind: "rollBack", version })}
            />
          ))}
        </ol>
      )}
      {list && <Comparison server={server} model={model} list={list} />}
      {list && <PromotionLog log={list.log} />}
      <PromoteDialog
        plan={plan}
        onClose={() => setPlan(null)}
        onConfirm={(reason, override) => {
          if (plan?.kind === "promote") void actions.promote(plan.version, reason, override);
          if (plan?.kind === "rollBack") void actions.rollBack(plan.version, reason);
          setPlan(null);
        }}
      />
    </section>
  );
}
