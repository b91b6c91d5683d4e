import { useState } from "react";
import { Icon } from "../../components/Icon";
import { Problem } from "../../components/Problem";
import { CardList } from "../../components/records/CardList";
import { ExportLinks } from "../../components/records/ExportLinks";
import { Paging } from "../../components/records/Paging";
import "../../components/records/records.css";
import { UndoBar } from "../../components/records/UndoBar";
import { SaidCard } from "../../components/said/SaidCard";
import { SaidFilter } from "../../components/said/SaidFilter";
import { SaidHistory } from "../../components/said/SaidHistory";
import "../../components/said/said.css";
import { useLocale } from "../../i18n/context";
import { modelName } from "../../i18n/labels";
import { type CorrectionRecord, correctionParameters } from "../../learning/correction";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";
import { useHistoryOf } from "./useHistoryOf";
import { PAGE_SIZE, useSaid } from "./useSaid";
import { useWithdrawal } from "./useWithdrawal";

/** What people said, to be looked through, taken back and exported. */
export function CorrectionsTab({ server, models, preferences }: TabProps) {
  const { messages, format } = useLocale();
  const words = messages.said;
  useTitle(words.pageTitle);
  const { profile } = preferences;
  const said = useSaid(server, profile);
  const { filter, page, offset, failure, loading, reload } = said;
  const withdrawal = useWithdrawal(server, reload);
  const { done } = withdrawal;
  const [about, setAbout] = useState<CorrectionRecord | null>(null);
  const history = useHistoryOf(server, about);
  const { thumbnail, exportAddress } = server.feedback;
  const total = page?.total ?? 0;
  const recognizers = models?.map(({ name }) => ({ value: name, name: modelName(name, messages) }));
  const filtered = Object.keys(correctionParameters(filter)).length > 0;

  return (
    <>
      <header className="intro">
        <div>
          <h1>{words.heading}</h1>
          <p>{words.introduction}</p>
        </div>
        <ExportLinks addressOf={(kind) => exportAddress(kind, filter.recognizer, profile)} />
      </header>
      <SaidFilter recognizers={recognizers ?? []} filter={filter} onFilter={said.setFilter} />
      <section id="corrections-answer" className="history" aria-label={words.list} tabIndex={-1}>
        <div className="said-head">
          <p role="status">{page && messages.records.found(format.count(total))}</p>
          <button type="button" className="button wide" onClick={reload}>
            <Icon name="refresh" />
            {words.refresh}
          </button>
        </div>
        {failure && <Problem failure={failure} what={words.notLoaded} />}
        {!page && !failure && <p className="history-note">{messages.loading}</p>}
        {page && total === 0 && (
          <p className="card history-note">
            {filtered ? messages.records.emptyFiltered : words.empty}
          </p>
        )}
        <CardList name={words.list} busy={loading} items={page?.corrections ?? []}>
          {page?.corrections.map((one) => (
            <SaidCard
              key={one.id}
              said={one}
              thumbnail={thumbnail(one.image)}
              onHistory={() => setAbout(one)}
              onWithdraw={() => void withdrawal.withdraw(one.id)}
            />
          ))}
        </CardList>
        {total > 0 && (
          <Paging
            offset={offset}
            size={PAGE_SIZE}
            here={page?.here ?? 0}
            total={total}
            onTurn={said.turn}
          />
        )}
      </section>
      <div className="bottom-bars">
        <UndoBar
          text={done ? words[done.kind] : ""}
          failure={done?.failure ?? null}
          canUndo={done?.kind === "withdrawn" || done?.kind === "notReinstated"}
          onUndo={() => done && void withdrawal.undo(done.id)}
          onDismiss={withdrawal.dismiss}
        />
      </div>
      <SaidHistory
        open={about !== null}
        {...history}
        thumbnail={about && thumbnail(about.image)}
        onClose={() => setAbout(null)}
      />
    </>
  );
}
