import { useLocale } from "../../i18n/context";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";
import { ReadDesk } from "./ReadDesk";

export function ReadTab(props: TabProps) {
  const { messages } = useLocale();
  const words = messages.reading;
  useTitle(words.pageTitle);
  const model = props.models?.find(({ reader }) => reader !== null)?.name;
  return (
    <>
      <header className="intro">
        <div>
          <h1>{words.heading}</h1>
          <p>{words.introduction}</p>
        </div>
      </header>
      {model !== undefined && <ReadDesk {...props} model={model} />}
      {model === undefined && props.models && (
        <p className="card unavailable">{words.unavailable}</p>
      )}
    </>
  );
}
