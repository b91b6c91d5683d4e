import { useState, useSyncExternalStore } from "react";
import { Icon } from "../../components/Icon";
import "../../components/problem.css";
import { OpenedFiles } from "../../components/taught/OpenedFiles";
import { useLocale } from "../../i18n/context";
import { type Failure, failureOf, failureText } from "../../recognition/failure";
import { isDrawn } from "../draw/useDrawn";
import { useKeeping } from "../learning/keeping";

/** Models that are opened from files, to draw for. */
export function FileDesk() {
  const { messages } = useLocale();
  const words = messages.taught;
  const { opened } = useKeeping();
  const files = useSyncExternalStore(opened.subscribe, opened.all);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [notice, setNotice] = useState("");
  const open = async (file: File) => {
    setFailure(null);
    setNotice(words.opening);
    try {
      const model = await opened.open(file);
      setNotice(isDrawn(model) ? words.opened(model.name) : words.notDrawn(model.name));
      if (!isDrawn(model)) opened.close(model.name);
    } catch (error) {
      setNotice("");
      setFailure(failureOf(error));
    }
  };
  const close = (name: string) => {
    opened.close(name);
    setNotice(words.closed(name));
  };
  return (
    <OpenedFiles files={files} notice={notice} onOpen={(file) => void open(file)} onClose={close}>
      {failure && (
        <p className="problem" role="alert">
          <Icon name="warning" />
          <span>
            {words.notOpened} <span lang="en">{failureText(failure)}</span>
          </span>
        </p>
      )}
    </OpenedFiles>
  );
}
