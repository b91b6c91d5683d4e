import { useMemo } from "react";
import { ModelChoice } from "../../components/ModelChoice";
import { useLocale } from "../../i18n/context";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";

interface PhotoHeadProps extends Pick<TabProps, "photos"> {
  words: { pageTitle: string; heading: string; introduction: string };
}

/** What a tab for photos is called and about, and which model answers there, if any does. */
export function PhotoHead({ photos, words }: PhotoHeadProps) {
  const { messages } = useLocale();
  useTitle(words.pageTitle);
  const { models, model, setModel } = photos;
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
      {models && !model && <p className="card unavailable">{messages.photos.unavailable}</p>}
    </>
  );
}
