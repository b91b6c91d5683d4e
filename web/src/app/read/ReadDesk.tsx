import { useEffect, useMemo, useState } from "react";
import { BoardPanel } from "../../components/board/BoardPanel";
import { OutcomeNote } from "../../components/correction/OutcomeNote";
import { Facts } from "../../components/Facts";
import { PictureThumb } from "../../components/PictureThumb";
import { BoxLayer } from "../../components/reading/BoxLayer";
import { CharacterEditor } from "../../components/reading/CharacterEditor";
import { placeId } from "../../components/reading/place";
import { ReadingPanel } from "../../components/reading/ReadingPanel";
import { useMedia } from "../../components/useMedia";
import { useLocale } from "../../i18n/context";
import { explain } from "../../i18n/failures";
import { PACE } from "../../recognition/live";
import type { Size } from "../../strokes/raster";
import { useBoard } from "../board/useBoard";
import { useLive } from "../board/useLive";
import { useNotice } from "../board/useNotice";
import { PlaceChoice } from "../place/PlaceChoice";
import type { TabProps } from "../tabs";
import { copyText } from "./copyText";
import { useChosen } from "./useChosen";
import { useCorrections } from "./useCorrections";
import { usePictureSize } from "./usePictureSize";
import { useTeacher } from "./useTeacher";

/** Parts of the board's height: a line of writing takes up a part of it. */
const WIDTHS = { least: 0.01, usual: 0.025, most: 0.08, step: 0.005 } as const;

/** A page takes longer to read than a character, and moves the text that a person reads along. */
const READING_PACE = { ...PACE, gap: 120 } as const;

const WIDE = 3;
/** Where the window is higher than wide, there is room for more lines. */
const UPRIGHT = 2;
/** On a phone a wide board would be too low to write on. */
const NARROW = 4 / 3;

interface ReadDeskProps extends TabProps {
  /** A model that reads lines. */
  model: string;
}

/** The board for lines, the text that is read from it, and the means to correct that. */
export function ReadDesk(props: ReadDeskProps) {
  const { model, server, models, places, preferences, dark, ...on } = props;
  const { messages, format } = useLocale();
  const words = messages.reading;
  const control = useBoard({
    widths: WIDTHS,
    canCorrect: true,
    singleKeys: preferences.singleKeys,
    onHelp: on.onHelp,
  });
  const narrow = useMedia("(max-width: 40rem)");
  const upright = useMedia("(orientation: portrait)");
  const { canUndo, canRedo } = control.actions;
  const aspect = useAspect(narrow ? NARROW : upright ? UPRIGHT : WIDE, !canUndo && !canRedo);
  const { profile } = preferences;
  const asked = useMemo(() => ({ model, prior: null, profile }), [model, profile]);
  const { readers } = places;
  const question = useMemo(() => readers.reader(asked), [readers, asked]);
  const suggest = useMemo(() => readers.suggester(asked), [readers, asked]);
  useEffect(() => readers.prepare(asked), [readers, asked]);
  const { state, grow } = useLive(question, control, aspect, READING_PACE);
  const labels = models?.find(({ name }) => name === model)?.labels ?? [];
  const { teacher, shown, ...taught } = useTeacher(
    server,
    model,
    labels,
    profile,
    control.given ?? control.strokes,
    on.onModels,
  );
  const { lines, editor, actionsAt, forget } = useCorrections(state, suggest, teacher);
  const answered = state.status === "answered" ? state : null;
  const { given } = control;
  const size = usePictureSize(given?.file ?? null, answered?.picture ?? null);
  const [copied, setCopied] = useNotice();
  const { chosen, choose, leave } = useChosen(answered?.answer);
  const close = (restoreFocus: boolean) => {
    leave(restoreFocus);
    forget();
  };
  const character = chosen && lines[chosen.place.line]?.characters[chosen.place.index];
  const actions = chosen && actionsAt(chosen.place, () => close(true));
  const status = () => {
    if (editor.kind === "ready") return "";
    return editor.kind === "working" ? words.working : explain(editor, { messages, format }).text;
  };
  const correcting = given !== null || control.brush.tool === "correct";

  return (
    <div className="stage">
      <ReadingPanel
        state={state}
        lines={lines}
        chosen={chosen?.place ?? null}
        notice={copied}
        given={given !== null}
        onChoose={choose}
        onCopy={async (text) => setCopied((await copyText(text)) ? words.copied : words.notCopied)}
      />
      <BoardPanel
        control={control}
        aspect={aspect}
        paperAspect={given && size ? paperFor(size, narrow) : aspect}
        dark={dark}
        prompt={messages.boardPromptWide}
        overlay={
          size &&
          answered && (
            <BoxLayer
              size={size}
              lines={lines}
              chosen={chosen?.place ?? null}
              overPicture={given !== null}
              onChoose={correcting ? choose : null}
            />
          )
        }
        more={lines.length > 0 && <p className="board-more">{words.hint}</p>}
        onGrow={grow}
      />
      <Facts
        model={answered?.answer.model}
        timing={answered?.answer.timing}
        place={answered?.answer.place}
      />
      <PlaceChoice places={places} keeper={readers.keeper} />
      <div className="bottom-bars">
        <OutcomeNote
          flow={shown}
          picture={
            shown && <PictureThumb picture={shown.picture} name={messages.feedback.aboutPicture} />
          }
          onRetry={taught.retry}
          onWithdraw={taught.withdraw}
          onDismiss={taught.dismiss}
        />
      </div>
      {chosen && character && actions && (
        <CharacterEditor
          key={placeId(chosen.place)}
          character={character}
          anchor={chosen.anchor}
          actions={actions}
          status={status()}
          onClose={close}
        />
      )}
    </div>
  );
}

/** The board's shape follows the window only while it is empty: writing must not be cut off. */
function useAspect(wanted: number, empty: boolean): number {
  const [aspect, setAspect] = useState(wanted);
  if (empty && aspect !== wanted) setAspect(wanted);
  return aspect;
}

/** The shape of the paper for a picture: its own, unless it would leave the window. */
function paperFor({ width, height }: Size, narrow: boolean): number {
  return Math.min(WIDE, Math.max(narrow ? 0.7 : NARROW, width / height));
}
