import { useMemo } from "react";
import { AnswerPanel } from "../../components/answer/AnswerPanel";
import { BoardPanel } from "../../components/board/BoardPanel";
import { WritingLines, WritingLinesSwitch } from "../../components/board/WritingLines";
import { ModelChoice } from "../../components/ModelChoice";
import { useLocale } from "../../i18n/context";
import { needsLines, subjectOf } from "../../i18n/labels";
import { PACE } from "../../recognition/live";
import { useBoard } from "../board/useBoard";
import { useLive } from "../board/useLive";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";
import { useChoice } from "./useChoice";

/** Parts of the board's height. */
const WIDTHS = { least: 0.02, usual: 0.07, most: 0.16, step: 0.01 } as const;

/** Between lines to write on, a character is smaller than the board, and so is the pen. */
const FINE_WIDTHS = { ...WIDTHS, usual: 0.04 } as const;

export function DrawTab({ server, models, preferences, dark, onPreferences, onHelp }: TabProps) {
  const { messages } = useLocale();
  const choice = useChoice(models);
  const { model, prior, labels } = choice;
  const subject = subjectOf(model, labels);
  const lined = needsLines(labels);
  const control = useBoard({
    widths: lined ? FINE_WIDTHS : WIDTHS,
    canCorrect: false,
    singleKeys: preferences.singleKeys,
    onHelp,
  });
  const question = useMemo(() => server.recogniser(model, prior), [server, model, prior]);
  const { state, grow } = useLive(question, control, 1, PACE);
  const words = messages.subjects[subject];
  useTitle(words.pageTitle);

  return (
    <>
      <header className="intro">
        <div>
          <h1>{words.heading}</h1>
          <p>{messages.introduction}</p>
        </div>
        <ModelChoice models={models ?? []} choice={choice} />
      </header>
      <div className="columns">
        <BoardPanel
          control={control}
          aspect={1}
          dark={dark}
          prompt={messages.boardPrompt}
          underlay={lined && preferences.writingLines && <WritingLines />}
          more={
            lined && (
              <WritingLinesSwitch
                on={preferences.writingLines}
                onChange={(writingLines) => onPreferences({ writingLines })}
              />
            )
          }
          onGrow={grow}
        />
        <AnswerPanel key={model} state={state} labels={labels} subject={subject} />
      </div>
    </>
  );
}
