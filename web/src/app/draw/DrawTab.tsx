import { useEffect, useMemo, useRef, useState } from "react";
import type { Server } from "../../api/client";
import { AnswerPanel } from "../../components/answer/AnswerPanel";
import type { Brush } from "../../components/board/Board";
import { BoardPanel } from "../../components/board/BoardPanel";
import { WIDTHS } from "../../components/board/BoardTools";
import { useLocale } from "../../i18n/context";
import { createRasteriser } from "../../strokes/raster";
import type { Stroke } from "../../strokes/stroke";
import { useDrawing } from "./useDrawing";
import { type Arrival, useGivenFiles } from "./useGivenFiles";
import { useNotice } from "./useNotice";
import { useRecognition } from "./useRecognition";
import { useShortcuts } from "./useShortcuts";

const MODEL = "digits";

interface DrawTabProps {
  server: Server;
  dark: boolean;
  singleKeys: boolean;
  onHelp(): void;
}

export function DrawTab({ server, dark, singleKeys, onHelp }: DrawTabProps) {
  const { messages } = useLocale();
  const { strokes, canUndo, canRedo, dispatch } = useDrawing();
  const { live, state, labels } = useRecognition(server, MODEL);
  const [brush, setBrush] = useState<Brush>({ tool: "pen", width: WIDTHS.usual });
  const [given, setGiven] = useState<{ file: File; name: string } | null>(null);
  const [notice, setNotice] = useNotice();
  const fileInput = useRef<HTMLInputElement>(null);
  const pictureOf = useMemo(createPictureOf, []);

  useEffect(() => {
    if (given) {
      // What the last answer was about is out of sight: it must not stand beside the new picture.
      live.clear();
      live.follow(() => ({ kind: "file", file: given.file }));
    } else if (strokes.length > 0) {
      live.replace(() => pictureOf(strokes));
    } else {
      live.clear();
    }
  }, [live, given, strokes, pictureOf]);

  const take = (files: readonly File[], how: Arrival | "chosen") => {
    const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
    if (!file) {
      if (how === "pasted") setNotice(messages.notices.nothingToPaste);
      if (how === "dropped") setNotice(messages.notices.nothingDropped);
      return;
    }
    const name = how === "pasted" ? messages.pastedPicture : file.name;
    setNotice(files.length > 1 ? messages.notices.onlyOne(name) : null);
    setGiven({ file, name });
  };
  const change = (changed: Partial<Brush>) => setBrush((current) => ({ ...current, ...changed }));
  const widen = (steps: number) => {
    const width = brush.width + steps * WIDTHS.step;
    change({ width: Math.min(WIDTHS.most, Math.max(WIDTHS.least, width)) });
  };
  const step = (kind: "undo" | "redo" | "clear") => () => {
    if (!given) dispatch({ kind });
  };
  const actions = {
    canUndo,
    canRedo,
    canClear: strokes.length > 0,
    undo: step("undo"),
    redo: step("redo"),
    clear: step("clear"),
    change,
  };

  useShortcuts(
    {
      undo: actions.undo,
      redo: actions.redo,
      clear: given ? () => setGiven(null) : actions.clear,
      pen: () => change({ tool: "pen" }),
      eraser: () => change({ tool: "eraser" }),
      thinner: () => widen(-1),
      thicker: () => widen(1),
      upload: () => fileInput.current?.click(),
      help: onHelp,
    },
    singleKeys,
  );
  const hovering = useGivenFiles(take);

  return (
    <>
      <header className="intro">
        <h1>{messages.heading}</h1>
        <p>{messages.introduction}</p>
      </header>
      <div className="columns">
        <BoardPanel
          strokes={strokes}
          brush={brush}
          dark={dark}
          actions={actions}
          given={given}
          hovering={hovering}
          notice={notice}
          fileInput={fileInput}
          onFiles={(files) => take(files, "chosen")}
          onBack={() => setGiven(null)}
          onGrow={(stroke) => live.follow(() => pictureOf([...strokes, stroke]))}
          onStroke={(stroke) => dispatch({ kind: "add", stroke })}
        />
        <AnswerPanel state={state} labels={labels} />
      </div>
    </>
  );
}

function createPictureOf() {
  const rasterise = createRasteriser();
  return (strokes: readonly Stroke[]) => {
    const raster = rasterise(strokes);
    if (!raster) return null;
    const { side, pixels } = raster;
    return { kind: "grey", width: side, height: side, pixels } as const;
  };
}
