import { useMemo } from "react";
import type { Origin } from "../../api/client";
import { AnswerPanel } from "../../components/answer/AnswerPanel";
import { BoardPanel } from "../../components/board/BoardPanel";
import { WritingLines, WritingLinesSwitch } from "../../components/board/WritingLines";
import { ModelChoice } from "../../components/ModelChoice";
import { useLocale } from "../../i18n/context";
import { needsLines, subjectOf } from "../../i18n/labels";
import { DEVICE_PACE, PACE } from "../../recognition/live";
import { isFileName } from "../../taught/opened";
import { useBoard } from "../board/useBoard";
import { useLive } from "../board/useLive";
import { PlaceChoice } from "../place/PlaceChoice";
import { usePrepared } from "../place/usePlaces";
import type { TabProps } from "../tabs";
import { useTitle } from "../useTitle";
import { DrawFeedback } from "./DrawFeedback";
import { useChoice } from "./useChoice";
import { useDrawn } from "./useDrawn";
import { useRecorded } from "./useRecorded";

/** Parts of the board's height. */
const WIDTHS = { least: 0.02, usual: 0.07, most: 0.16, step: 0.01 } as const;

/** Between lines to write on, a character is smaller than the board, and so is the pen. */
const FINE_WIDTHS = { ...WIDTHS, usual: 0.04 } as const;

const DRAWN: Origin = { source: "draw", filename: "" };

export function DrawTab({ server, models, places, preferences, dark, ...on }: TabProps) {
  const { messages } = useLocale();
  const inks = useDrawn(models, places.place);
  const choice = useChoice(inks);
  const { model, prior, labels } = choice;
  const { profile } = preferences;
  const subject = subjectOf(model, labels);
  const lined = needsLines(labels);
  const control = useBoard({
    widths: lined ? FINE_WIDTHS : WIDTHS,
    canCorrect: false,
    singleKeys: preferences.singleKeys,
    onHelp: on.onHelp,
  });
  const { given, strokes } = control;
  const question = useMemo(() => ({ model, prior, profile }), [model, prior, profile]);
  const ask = useMemo(() => places.recogniser(question), [places, question]);
  const pace = places.place === "device" ? DEVICE_PACE : PACE;
  usePrepared(places, question);
  const { state, grow, growing, again } = useLive(ask, control, 1, pace);
  const about = given ?? strokes;
  const origin: Origin = given ? { source: "upload", filename: given.name } : DRAWN;
  const kept = places.place === "server";
  const predictionOf = useRecorded({ server, question, about, state, growing, origin, kept });
  const words = messages.subjects[subject];
  useTitle(words.pageTitle);

  return (
    <>
      <header className="intro">
        <div>
          <h1>{words.heading}</h1>
          <p>{messages.introduction}</p>
        </div>
        <ModelChoice models={inks ?? []} choice={choice} />
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
                onChange={(writingLines) => on.onPreferences({ writingLines })}
              />
            )
          }
          onGrow={grow}
        />
        <AnswerPanel
          key={model}
          state={state}
          labels={labels}
          subject={subject}
          place={<PlaceChoice places={places} />}
          feedback={
            // Nobody learns from what is said about a file.
            !isFileName(model) && (
              <DrawFeedback
                {...{ server, question, about, state, subject, predictionOf }}
                source={origin.source}
                onLearned={() => {
                  again();
                  on.onModels();
                }}
              />
            )
          }
        />
      </div>
    </>
  );
}
