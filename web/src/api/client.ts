/** Asks the server. Pictures go out as they are; nothing about pixels is decided here. */

import type { Answer, Score } from "../recognition/answer";
import { RecognitionError } from "../recognition/failure";
import type { Ask } from "../recognition/live";
import type { Picture } from "../recognition/picture";
import type { Reading } from "../recognition/reading";
import { type Encode, encodeInBrowser } from "./encode";
import { createFeedback, type Feedback } from "./feedback";
import { createPhotos, type Photos, type Post } from "./photos";
import { createRegistry, type OpenEvents, type Registry } from "./registry";
import { addressOf, createCall, type Fetch, json, modelRoute, send } from "./send";
import {
  type Known,
  type ModelRow,
  readId,
  readModels,
  readPrediction,
  readReading,
  readTop,
  readVersion,
  type Version,
} from "./wire";

const LIST = "v1/models";

/** The server's limit; a larger file is refused here, before megabytes travel in vain. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** Who is asked, and for whom. */
export interface Question {
  readonly model: string;
  /** A name among the model's priors, or null for the model's own. */
  readonly prior: string | null;
  /** Whose handwriting it is; empty for everybody's. */
  readonly profile: string;
  /** One for all of many labels, from 0 to 1; without it each label has its own. */
  readonly threshold?: number | null;
}

/** How an answer is kept in the history. */
export interface Origin {
  readonly source: "draw" | "upload";
  readonly filename: string;
}

/** A model's file, which is the same for ever. */
export interface ModelFile {
  /** As `name@version`. */
  readonly model: string;
  /** Relative to the page. */
  readonly address: string;
  /** Where what reads lines lies, if the model does that. */
  readonly reader: string | null;
  /** Where what is learned along with corrections lies, if there is such a thing. */
  readonly bank: string | null;
}

export interface Server {
  /** Whether it is but a folder on some host, where nothing answers, learns or is kept. */
  readonly isSite: boolean;
  /** Where the list of models lies, relative to the page. */
  readonly list: string;
  models(): Promise<readonly ModelRow[]>;
  /** The file of what answers to a profile, or to everybody. */
  file(model: string, profile: string): Promise<ModelFile>;
  /** The list of models may have changed: it is asked for again when it is needed. */
  forgetModels(): void;
  /** Recognises a picture; nothing of it is kept. */
  recogniser(question: Question): Ask<Answer>;
  /** Asks the same once more, to be kept; the id it is kept under, or null if it is not. */
  record(question: Question, picture: Picture, origin: Origin): Promise<string | null>;
  /** The most probable labels alone, for many small questions; nothing of it is kept. */
  suggester(model: string, profile: string): Ask<readonly Score[]>;
  /** Reads lines of text. */
  reader(model: string, profile: string): Ask<Reading>;
  readonly photos: Photos;
  readonly feedback: Feedback;
  readonly registry: Registry;
}

/** What a server is reached by; a test passes its own. */
export interface Means {
  readonly ask?: Fetch;
  readonly encode?: Encode;
  readonly openEvents?: OpenEvents;
}

export function createServer({
  ask = (address, options) => fetch(address, options),
  encode = encodeInBrowser,
  openEvents = (address) => new EventSource(address),
}: Means = {}): Server {
  const call = createCall(ask);
  let list: Promise<readonly ModelRow[]> | null = null;
  const own = new Map<string, Promise<Version>>();

  function models(): Promise<readonly ModelRow[]> {
    if (list) return list;
    const asked = call("GET", LIST).then(readModels);
    list = asked;
    // A list that did not come is asked for again with the next question.
    asked.catch(() => {
      list = null;
    });
    return asked;
  }

  /** Which version answers to a person. */
  function versionOf(model: string, profile: string): Promise<Version> {
    const name = `${model} ${profile}`;
    const version =
      own.get(name) ?? call("GET", modelRoute(model), { query: { profile } }).then(readVersion);
    own.set(name, version);
    version.catch(() => own.delete(name));
    return version;
  }

  const post: Post = async (route, query, picture, signal) => {
    const { size, body, type } = content(picture);
    const options = { method: "POST", headers: { "content-type": type }, body };
    const started = performance.now();
    const response = await send(ask, addressOf(route, { ...query, ...size }), options, signal);
    return { answer: await json(response), roundTrip: performance.now() - started };
  };

  /** Of a model that the list does not have, the server itself will say so. */
  async function known(model: string): Promise<Known> {
    const row = (await models()).find(({ name }) => name === model);
    return row ?? { task: "one", labels: [] };
  }

  const predict = (
    { model, prior, profile, threshold = null }: Question,
    query: Readonly<Record<string, string>>,
  ) => {
    const choice = { prior: prior ?? "", threshold: threshold === null ? "" : String(threshold) };
    return [`${modelRoute(model)}/predict`, { ...query, ...choice, profile }] as const;
  };

  return {
    isSite: false,
    list: LIST,
    models,
    async file(model, profile) {
      const row = profile === "" && (await models()).find(({ name }) => name === model);
      const { id, reader, bank } = row || (await versionOf(model, profile));
      const version = reader?.split("@")[1] ?? "";
      return {
        model: id,
        address: addressOf(`${modelRoute(id)}/file`, { profile }),
        // By the model's name: its versions share them.
        reader: reader && addressOf(`${modelRoute(model)}/reader`, { profile, version }),
        bank: bank && addressOf(`${modelRoute(model)}/bank`, { profile, version: bank }),
      };
    },
    forgetModels() {
      list = null;
      own.clear();
    },
    recogniser: (question) => async (picture, signal) => {
      const row = await known(question.model);
      const asked = predict(question, { outputs: "seen,attention", record: "false" });
      const { answer, roundTrip } = await post(...asked, picture, signal);
      return readPrediction(answer, row, roundTrip);
    },
    async record(question, picture, { source, filename }) {
      const asked = predict(question, { record: "true", source, filename });
      return readId((await post(...asked, picture)).answer);
    },
    suggester: (model, profile) => async (picture, signal) => {
      const asked = predict({ model, prior: null, profile }, { record: "false" });
      return readTop((await post(...asked, picture, signal)).answer);
    },
    reader: (model, profile) => async (picture, signal) => {
      const { answer, roundTrip } = await post(
        `${modelRoute(model)}/read`,
        { profile },
        picture,
        signal,
      );
      return readReading(answer, roundTrip);
    },
    photos: createPhotos({ ask, call, post, known }),
    feedback: createFeedback(ask, call, encode),
    registry: createRegistry(call, openEvents),
  };
}

/** What travels of a picture, and what it is said to be. */
function content(picture: Picture) {
  if (picture.kind === "grey") {
    const size = { width: String(picture.width), height: String(picture.height) };
    return { size, body: picture.pixels, type: "application/octet-stream" };
  }
  const { file } = picture;
  if (file.size > MOST_BYTES) {
    throw new RecognitionError({ kind: "tooLarge", bytes: file.size, limit: MOST_BYTES });
  }
  // The server looks at the bytes; the type only has to say that they are a file, not raw pixels.
  const type = file.type.startsWith("image/") ? file.type : "image/png";
  return { size: {}, body: file, type };
}
