import { useCallback, useMemo, useState } from "react";
import type { ModelRow } from "../../api/wire";
import { BatchProgress } from "../../components/batch/BatchProgress";
import { DropZone } from "../../components/batch/DropZone";
import { ResultBar, type ResultFormat } from "../../components/batch/ResultBar";
import { Problem } from "../../components/Problem";
import { ThresholdSlider } from "../../components/photo/ThresholdSlider";
import { useLocale } from "../../i18n/context";
import type { Entry, NamedFile } from "../../recognition/batch";
import { type Failure, failureOf } from "../../recognition/failure";
import {
  ALL_RESULTS,
  asCsv,
  asJson,
  filtered,
  labelCounts,
  ordered,
  type ResultOrder,
} from "../../recognition/results";
import { useGivenFiles } from "../board/useGivenFiles";
import { useNotice } from "../board/useNotice";
import { download } from "../download";
import { PlaceChoice } from "../place/PlaceChoice";
import { usePrepared } from "../place/usePlaces";
import type { TabProps } from "../tabs";
import { BatchCards } from "./BatchCards";
import { chosenFiles, droppedFiles } from "./files";
import { useBatch } from "./useBatch";

const TYPES: Readonly<Record<ResultFormat, string>> = {
  csv: "text/csv;charset=utf-8",
  json: "application/json",
};

/** Files in, results as they come. */
export function BatchDesk({
  server,
  photos,
  places,
  preferences,
  ...on
}: TabProps & { model: ModelRow }) {
  const { language, messages } = useLocale();
  const words = messages.batches;
  const { threshold, setThreshold, give } = photos;
  const { name: model } = on.model;
  const { profile } = preferences;
  const { onTab } = on;
  const { state, start, again, cancel, clear } = useBatch(server, places);
  const [filter, setFilter] = useState(ALL_RESULTS);
  const [order, setOrder] = useState<ResultOrder>("given");
  const [notice, setNotice] = useNotice();
  const [failure, setFailure] = useState<Failure | null>(null);
  const { entries, status } = state;
  const counts = useMemo(() => labelCounts(entries), [entries]);
  const shown = useMemo(
    () => ordered(filtered(entries, filter), order, language),
    [entries, filter, order, language],
  );
  const question = useMemo(
    () => ({ model, prior: null, profile, threshold }),
    [model, profile, threshold],
  );
  usePrepared(places, question);

  const begin = (files: readonly NamedFile[]) => {
    setNotice(files.length === 0 ? words.nothing : null);
    if (files.length === 0) return;
    setFilter(ALL_RESULTS);
    start(files, question);
  };
  const hovering = useGivenFiles(async (files, how, transfer) => {
    begin(how === "dropped" && transfer ? await droppedFiles(transfer) : chosenFiles(files));
  });
  const correct = useCallback(
    async ({ name, file, unpack, result }: Entry) => {
      if (result.kind !== "answered") return;
      const { prediction, answer } = result;
      setFailure(null);
      try {
        const picture = file ?? (await (unpack ? unpack() : pictureOf(prediction)));
        // The version that answered may be another one's by now; the model's name stays.
        const model = answer.model.split("@")[0] ?? answer.model;
        const earlier = prediction === null ? null : { model, profile, prediction };
        give({ file: picture, name, earlier });
        onTab("photo");
      } catch (error) {
        setFailure(failureOf(error));
      }
      async function pictureOf(prediction: string | null): Promise<Blob> {
        const { signal } = new AbortController();
        const image = await server.feedback.imageOf(prediction ?? "", signal);
        const picture = await server.feedback.picture(image);
        return picture.kind === "file" ? picture.file : new Blob();
      }
    },
    [server, profile, give, onTab],
  );
  const save = (format: ResultFormat) => {
    const text = format === "csv" ? asCsv(entries) : asJson(entries);
    const content = new Blob([text], { type: TYPES[format] });
    download(content, `vistazo-${model}.${format}`);
  };

  return (
    <section id="batch-answer" className="batch" aria-label={words.results} tabIndex={-1}>
      <DropZone hovering={hovering} notice={notice} onFiles={(files) => begin(chosenFiles(files))}>
        <ThresholdSlider threshold={threshold} onChange={setThreshold} />
        <PlaceChoice places={places} />
      </DropZone>
      {status !== "empty" && (
        <>
          <BatchProgress
            state={state}
            onCancel={cancel}
            onAgain={() => again(question)}
            onClear={clear}
          />
          <ResultBar
            {...{ counts, filter, order }}
            shown={shown.length}
            total={entries.length}
            onFilter={setFilter}
            onOrder={setOrder}
            onDownload={save}
          />
          {failure && <Problem failure={failure} what={words.notAtHand} />}
          {shown.length === 0 && entries.length > 0 && (
            <p className="card history-note">{words.emptyFiltered}</p>
          )}
          <BatchCards server={server} entries={shown} onCorrect={correct} />
        </>
      )}
    </section>
  );
}
