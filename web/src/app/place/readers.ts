import type { Question, Server } from "../../api/client";
import { either } from "../../local/either";
import type { Engine, ReaderSources } from "../../local/engine";
import type { Place, Score } from "../../recognition/answer";
import { RecognitionError } from "../../recognition/failure";
import type { Ask } from "../../recognition/live";
import type { PaceKeeper } from "../../recognition/pace";
import type { Reading } from "../../recognition/reading";

/** As many as the server gives. */
const TOP = 5;

/** Who reads lines, where that is wanted and elsewhere if it cannot be. */
export interface Readers {
  /** How long pages took. */
  readonly keeper: PaceKeeper;
  reader(question: Question): Ask<Reading>;
  /** The most probable labels alone, for many small questions. */
  suggester(question: Question): Ask<readonly Score[]>;
  /** Has what reads ready on this device, if it is wanted there. */
  prepare(question: Question): void;
}

export interface ReadersMeans {
  readonly server: Server;
  readonly engine: Engine;
  readonly place: Place;
  readonly keeper: PaceKeeper;
  /** Whose files read on this device; no reader where the model reads nothing. */
  sources(question: Question): Promise<Partial<ReaderSources>>;
}

export function createReaders({ server, engine, place, keeper, sources }: ReadersMeans): Readers {
  const both = async (question: Question): Promise<ReaderSources> => {
    const { source, reader } = await sources(question);
    if (source && reader) return { source, reader };
    const type = "urn:vistazo:problem:reader-not-found";
    const detail = `${question.model} does not read lines of text.`;
    throw new RecognitionError({ kind: "problem", type, status: 404, title: "", detail });
  };
  const wanted = <Answer>(there: Ask<Answer>, here: Ask<Answer>) =>
    place === "server" ? either(there, here) : either(here, there);
  return {
    keeper,
    reader(question) {
      const there = server.reader(question.model, question.profile);
      const ask = wanted(
        there,
        engine.reader(() => both(question)),
      );
      return async (picture, signal) => {
        const reading = await ask(picture, signal);
        keeper.note(reading);
        return reading;
      };
    },
    suggester(question) {
      const there = server.suggester(question.model, question.profile);
      const wishes = { prior: null, threshold: null };
      const ask = engine.recogniser(async () => (await both(question)).source, wishes);
      return wanted(there, async (picture, signal) => {
        const { scores } = await ask(picture, signal);
        return scores.toSorted((a, b) => b.probability - a.probability).slice(0, TOP);
      });
    },
    prepare(question) {
      if (place !== "device") return;
      // What goes wrong is said when something is asked.
      both(question)
        .then(engine.prepareReader)
        .catch(() => {});
    },
  };
}
