import { useEffect, useMemo, useState } from "react";
import type { Question, Server } from "../../api/client";
import { either } from "../../local/either";
import type { Engine } from "../../local/engine";
import type { Answer, Place } from "../../recognition/answer";
import type { Ask } from "../../recognition/live";
import { PaceKeeper } from "../../recognition/pace";
import type { Opened } from "../../taught/opened";
import type { Taught } from "../../taught/taught";
import { createReaders, type Readers } from "./readers";

export interface Places {
  /** Where pictures are to be recognised. */
  readonly place: Place;
  readonly keeper: PaceKeeper;
  /** Null where there is but one place. */
  readonly choose: ((place: Place) => void) | null;
  /** Asks where it is wanted, and elsewhere if that cannot be. */
  recogniser(question: Question): Ask<Answer>;
  /** Asks on this device and nowhere else. */
  onDevice(question: Question): Ask<Answer>;
  /** The same for lines of text. */
  readonly readers: Readers;
  /** Has a model ready on this device, if it is wanted there. */
  prepare(question: Question): void;
}

/** Recognition on the server and on this device, each standing in for the other. */
export function usePlaces(
  server: Server,
  engine: Engine,
  taught: Taught,
  opened: Opened,
  place: Place,
  choose: (place: Place) => void,
): Places {
  const [keeper] = useState(() => new PaceKeeper());
  const [readingKeeper] = useState(() => new PaceKeeper());
  useEffect(() => {
    if (place === "device") engine.warm();
  }, [engine, place]);
  return useMemo(() => {
    const at = (address: string) => new URL(address, document.baseURI).href;
    const sources = async ({ model, profile }: Question) => {
      const here = opened.find(model);
      if (here) return { source: { model: here.id, address: "", file: here.file } };
      const [{ model: id, reader }, source] = await Promise.all([
        server.file(model, profile),
        taught.source(model, profile),
      ]);
      return reader === null ? { source } : { source, reader: { model: id, address: at(reader) } };
    };
    const source = async (question: Question) => (await sources(question)).source;
    const here = (question: Question): Ask<Answer> => {
      const { prior, threshold = null } = question;
      return engine.recogniser(() => source(question), { prior, threshold });
    };
    return {
      place,
      keeper,
      choose: server.isSite ? null : choose,
      recogniser(question) {
        const there = server.recogniser(question);
        const device = here(question);
        const both = place === "server" ? either(there, device) : either(device, there);
        // No server knows a file that was opened here.
        const ask = opened.find(question.model) ? device : both;
        return async (picture, signal) => {
          const answer = await ask(picture, signal);
          keeper.note(answer);
          return answer;
        };
      },
      onDevice: here,
      readers: createReaders({ server, engine, place, keeper: readingKeeper, sources }),
      prepare(question) {
        if (place !== "device") return;
        // What goes wrong is said when something is asked.
        source(question)
          .then(engine.prepare)
          .catch(() => {});
      },
    };
  }, [server, engine, taught, opened, place, choose, keeper, readingKeeper]);
}

/** Has the model of a question ready as soon as it is known. */
export function usePrepared(places: Places, question: Question): void {
  useEffect(() => {
    if (question.model !== "") places.prepare(question);
  }, [places, question]);
}
