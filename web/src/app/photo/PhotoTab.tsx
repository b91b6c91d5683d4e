import { useMemo } from "react";
import "../../components/answer/answer.css";
import { ModelChoice } from "../../components/ModelChoice";
import "../../components/photo/photo.css";
import { useLocale } from "../../i18n/context";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";
import { PhotoDesk } from "./PhotoDesk";

/** One photo: what it shows, where that was seen, and what is right. */
export function PhotoTab(props: TabProps) {
  const { messages } = useLocale();
  const words = messages.photos;
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
      {model && <PhotoDesk key={model.name} {...props} model={model} />}
      {models && !model && <p className="card unavailable">{words.unavailable}</p>}
    </>
  );
}
