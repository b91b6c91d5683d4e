import { useState } from "react";
import { Confirm } from "../../components/Confirm";
import { Problem } from "../../components/Problem";
import { ExportLinks } from "../../components/records/ExportLinks";
import { FilterBar } from "../../components/records/FilterBar";
import { Paging } from "../../components/records/Paging";
import { RecordList } from "../../components/records/RecordList";
import "../../components/records/records.css";
import { SelectionBar } from "../../components/records/SelectionBar";
import { useLocale } from "../../i18n/context";
import { modelName } from "../../i18n/labels";
import { isFiltered, NO_FILTER } from "../../learning/record";
import { holdsPage, NOTHING, toggled, toggledPage } from "../../learning/selection";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";
import { HistoryBars } from "./HistoryBars";
import { HistoryPicker } from "./HistoryPicker";
import { useCardCorrection } from "./useCardCorrection";
import { useDeletion } from "./useDeletion";
import { PAGE_SIZE, useRecords } from "./useRecords";

/** What was recognised, to be looked through, corrected, deleted and exported. */
export function HistoryTab({ server, models, onModels, preferences }: TabProps) {
  const { messages, format } = useLocale();
  const words = messages.records;
  useTitle(words.pageTitle);
  const { profile } = preferences;
  const { view, page, offset, failure, loading, reload, look, turn } = useRecords(server, profile);
  const deletion = useDeletion(server, profile, reload);
  const correction = useCardCorrection(server, models, reload, onModels);
  const [sure, setSure] = useState(false);
  const { filter, order } = view;
  const { selection, setSelection } = deletion;
  const ids = page?.records.map(({ id }) => id) ?? [];
  const total = page?.total ?? 0;
  const recognizers = models?.map(({ name }) => ({ value: name, name: modelName(name, messages) }));

  return (
    <>
      <header className="intro">
        <div>
          <h1>{words.heading}</h1>
          <p>{words.introduction}</p>
        </div>
        <ExportLinks
          addressOf={(kind) => server.feedback.exportAddress(kind, filter.recognizer, profile)}
        />
      </header>
      <FilterBar
        recognizers={recognizers ?? []}
        filter={filter}
        order={order}
        onFilter={(filter) => look({ filter })}
        onOrder={(order) => look({ order })}
      />
      <section id="history-answer" className="history" aria-label={words.list} tabIndex={-1}>
        <SelectionBar
          total={total}
          chosen={selection.size}
          pageChosen={holdsPage(selection, ids)}
          onPage={() => setSelection(toggledPage(selection, ids))}
          onNone={() => setSelection(NOTHING)}
          onRemove={() => void deletion.remove([...selection])}
          onRemoveAll={() => setSure(true)}
        />
        {failure && <Problem failure={failure} what={words.notLoaded} />}
        {failure && (
          <button type="button" className="button wide" onClick={reload}>
            {messages.tryAgain}
          </button>
        )}
        {correction.failure && <Problem failure={correction.failure} />}
        {!page && !failure && <p className="history-note">{messages.loading}</p>}
        {page && total === 0 && (
          <p className="card history-note">
            {isFiltered(filter) ? words.emptyFiltered : words.empty}
          </p>
        )}
        <RecordList
          records={page?.records ?? []}
          selection={selection}
          busy={loading}
          thumbnail={server.feedback.thumbnail}
          onChoose={(id) => setSelection(toggled(selection, id))}
          onCorrect={correction.open}
          onRemove={(id) => void deletion.remove([id])}
        />
        {total > 0 && (
          <Paging offset={offset} size={PAGE_SIZE} here={ids.length} total={total} onTurn={turn} />
        )}
      </section>
      <HistoryBars server={server} deletion={deletion} correction={correction} />
      <HistoryPicker server={server} models={models} correction={correction} />
      <Confirm
        open={sure}
        danger
        title={words.removeAllTitle}
        action={words.removeAll(format.count(total))}
        onClose={() => setSure(false)}
        onConfirm={() => {
          setSure(false);
          void deletion.remove(isFiltered(filter) ? filter : NO_FILTER);
        }}
      >
        <p>{words.removeAllSure(format.count(total))}</p>
      </Confirm>
    </>
  );
}
