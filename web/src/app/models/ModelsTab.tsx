import { Choice } from "../../components/Field";
import { Segmented } from "../../components/Segmented";
import "../../components/versions/versions.css";
import { useLocale } from "../../i18n/context";
import { modelName } from "../../i18n/labels";
import { usualModel } from "../draw/useChoice";
import { type Parsers, text, useAddressed } from "../lists/useAddressed";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";
import { DeviceDesk } from "./DeviceDesk";
import { FileDesk } from "./FileDesk";
import { ModelDesk } from "./ModelDesk";

/** So many models stand side by side; more go into a list. */
const MOST_SIDE_BY_SIDE = 3;

/** The one that the page knows best. */
const USUAL: { readonly model: string | null } = { model: null };

const PARSERS: Parsers<typeof USUAL> = { model: text };

/** The versions of each model: what they are, what was decided, and what can be done. */
export function ModelsTab(props: TabProps) {
  const { messages } = useLocale();
  const words = messages.versions;
  useTitle(words.pageTitle);
  const { models, preferences } = props;
  const { profile } = preferences;
  const [{ model: chosen }, look] = useAddressed("models", USUAL, PARSERS);
  const setChosen = (model: string) => look({ model });
  const names = models?.map(({ name }) => ({ value: name, name: modelName(name, messages) })) ?? [];
  const model = names.find(({ value }) => value === chosen)?.value ?? usualModel(models ?? []);
  return (
    <>
      <header className="intro">
        <div>
          <h1>{words.heading}</h1>
          <p>{profile ? words.introductionFor(profile) : words.introduction}</p>
        </div>
        <div className="choices">
          {model && names.length > 1 && names.length <= MOST_SIDE_BY_SIDE && (
            <Segmented
              legend={messages.model}
              value={model}
              onChange={setChosen}
              segments={names.map((one) => ({ ...one, content: one.name }))}
            />
          )}
          {model && names.length > MOST_SIDE_BY_SIDE && (
            <Choice label={messages.model} value={model} options={names} onChange={setChosen} />
          )}
        </div>
      </header>
      {models && !model && <p className="card unavailable">{words.none}</p>}
      {model && (
        <DeviceDesk
          key={`device ${model} ${profile}`}
          {...{ server: props.server, model, profile }}
        />
      )}
      {model && !props.server.isSite && (
        <ModelDesk
          key={`${model} ${profile}`}
          {...props}
          model={model}
          deep={models?.find(({ name }) => name === model)?.input !== "photo"}
        />
      )}
      <FileDesk />
    </>
  );
}
