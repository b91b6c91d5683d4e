import { useMemo, useState } from "react";
import type { Origin } from "../../api/client";
import type { ModelRow } from "../../api/wire";
import { Announcer } from "../../components/Announcer";
import { Insight } from "../../components/answer/Insight";
import { OutcomeNote } from "../../components/correction/OutcomeNote";
import { Facts } from "../../components/Facts";
import { PictureThumb } from "../../components/PictureThumb";
import { AboutModel } from "../../components/photo/AboutModel";
import { Compared } from "../../components/photo/Compared";
import { PhotoBars } from "../../components/photo/PhotoBars";
import { PhotoHeadline } from "../../components/photo/PhotoHeadline";
import { PhotoStage } from "../../components/photo/PhotoStage";
import { RetrainBar } from "../../components/photo/RetrainBar";
import { SayBar } from "../../components/photo/SayBar";
import { announced, ranked } from "../../components/photo/sentence";
import { ThresholdSlider } from "../../components/photo/ThresholdSlider";
import { useLocale } from "../../i18n/context";
import type { FilePicture } from "../../recognition/picture";
import { useGiven } from "../board/useGiven";
import { useRecorded } from "../draw/useRecorded";
import { useJob } from "../models/useJob";
import { PlaceChoice } from "../place/PlaceChoice";
import { usePrepared } from "../place/usePlaces";
import type { TabProps } from "../tabs";
import { useLooking } from "./useLooking";
import { usePair } from "./usePair";
import { usePhotoAnswer } from "./usePhotoAnswer";
import { usePhotoFeedback } from "./usePhotoFeedback";
import { useThresholds } from "./useThresholds";

/** The photo on one side, what it shows on the other. */
export function PhotoDesk({
  server,
  photos,
  places,
  preferences,
  ...on
}: TabProps & { model: ModelRow }) {
  const locale = useLocale();
  const { messages } = locale;
  const { given, threshold } = photos;
  const { name: model } = on.model;
  const { profile } = preferences;
  const question = useMemo(() => ({ model, prior: null, profile }), [model, profile]);
  const picture = useMemo<FilePicture | null>(
    () => given && { kind: "file", file: given.file },
    [given],
  );
  const { own, shown, again } = usePhotoAnswer(places, question, threshold, picture);
  usePrepared(places, question);
  const { hovering, notice, take } = useGiven(photos.give);
  const origin: Origin = { source: "upload", filename: given?.name ?? "" };
  const predictionOf = useRecorded({
    ...{ server, question, about: given, state: own, growing: false, origin },
    kept: places.place === "server",
    earlier: given?.earlier ?? null,
  });
  const renew = () => {
    again();
    server.forgetModels();
    on.onModels();
  };
  const answer = shown.status === "answered" ? shown.answer : null;
  const feedback = usePhotoFeedback({
    ...{ server, question, about: given, own, predictionOf },
    given: answer?.labels ?? [],
    onLearned: renew,
  });
  const retraining = useJob(server, model, profile, renew);
  const [chosen, setChosen] = useState<{ about: unknown; label: string } | null>(null);
  const label = answer && (chosen?.about === given ? chosen.label : answer.label);
  const attention = useLooking(server, question, picture, answer, label);
  const thresholds = useThresholds(server, model, answer?.model ?? null, profile);
  const pair = usePair(own.status === "answered" ? own.answer : null, given, model + profile);
  const scores = useMemo(() => ranked(answer, on.model.labels), [answer, on.model.labels]);

  return (
    <div className="columns photo-columns">
      <div className="photo-side">
        <PhotoStage
          {...{ given, hovering, notice }}
          onFiles={take}
          onRemove={() => photos.give(null)}
        />
        <div className="card photo-insight">
          <Insight
            answer={answer && { ...answer, attention }}
            label={label}
            seenName={messages.photos.seen}
          />
        </div>
        <AboutModel row={on.model} />
      </div>
      <section
        id="photo-answer"
        className="answer"
        aria-label={messages.answer}
        aria-busy={shown.status === "looking"}
        tabIndex={-1}
      >
        <div className="card answer-headline">
          <PhotoHeadline state={shown} />
          <OutcomeNote
            flow={feedback.shown}
            picture={
              feedback.shown && (
                <PictureThumb
                  picture={feedback.shown.picture}
                  name={messages.feedback.aboutPicture}
                />
              )
            }
            onRetry={feedback.retry}
            onWithdraw={feedback.withdraw}
            onDismiss={feedback.dismiss}
          />
        </div>
        {pair && <Compared {...pair} />}
        <div className="card photo-details">
          <ThresholdSlider threshold={threshold} onChange={photos.setThreshold} />
          <PhotoBars
            scores={scores}
            answered={answer !== null}
            given={answer?.labels ?? []}
            ticked={feedback.ticked}
            chosen={label}
            thresholdOf={(one) => threshold ?? thresholds?.[one] ?? null}
            onTick={feedback.tick}
            onChoose={(label) => setChosen({ about: given, label })}
          />
          <SayBar
            ticked={feedback.ticked}
            same={feedback.same}
            enabled={own.status === "answered"}
            labels={on.model.labels}
            onNone={feedback.tickNone}
            onReset={feedback.reset}
            onSave={feedback.save}
            onNewLabel={feedback.saveWith}
          />
          {!server.isSite && (
            <RetrainBar
              job={retraining.job}
              failure={retraining.failure}
              onRetrain={() => void retraining.begin(false)}
              onStop={() => void retraining.stop()}
            />
          )}
          <Facts model={answer?.model} timing={answer?.timing} place={answer?.place} />
          <PlaceChoice places={places} />
        </div>
        <Announcer text={announced(shown, locale)} />
      </section>
    </div>
  );
}
