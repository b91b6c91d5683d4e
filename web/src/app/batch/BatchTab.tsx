import { useMemo } from "react";
import { ModelChoice } from "../../components/ModelChoice";
import "../../components/batch/batch.css";
import "../../components/photo/photo.css";
import "../../components/records/records.css";
import { useLocale } from "../../i18n/context";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";
import { BatchDesk } from "./BatchDesk";

/** Many photos at once. */
export function BatchTab(props: TabProps) {
  const { messages } = useLocale();
  const words = messages.batches;
  useTitle(words.pageTitle);
  const { models, model, setModel } = props.photos;
  const choice = useMemo(
    () => ({ model: model?.name ?? "", prior: null, priors: [], setModel, setPrior: () => {} }),
    [model, setModel],
  );
  return (
    <>
      <header className="intro">
        <div>
          <h1>{words.heading}</h1>
          <p>{words.introduction}</p>
        </div>
        <ModelChoice models={models ?? []} choice={choice} />
      </header>
      {model && <BatchDesk {...props} model={model} />}
      {models && !model && <p className="card unavailable">{messages.photos.unavailable}</p>}
    </>
  );
}
