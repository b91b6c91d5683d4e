import { describe, expect, test } from "vitest";
import { createServer, MOST_BYTES } from "../../src/api/client";
import type { Fetch } from "../../src/api/send";
import { RecognitionError } from "../../src/recognition/failure";
import type { Picture } from "../../src/recognition/picture";

const MODELS = {
  models: [
    { name: "other", input: "ink", labels: ["x"], priors: [], prior: null, reader: null },
    { name: "letters", input: "ink", labels: ["b", "10", "2"], priors: ["p"], prior: null },
  ],
};
const PREDICTION = {
  model: "letters@0123456789ab",
  label: "10",
  labels: ["10"],
  confidence: 0.7,
  verdict: "unsure",
  novelty: 0.2,
  probabilities: { b: 0.1, "10": 0.7, "2": 0.2 },
  top: [],
  timing_ms: { decode: 0.1, inference: 0.2, total: 0.4 },
  seen: { width: 2, height: 1, channels: 1, pixels: btoa("\u0000\u00ff") },
  attention: { width: 1, height: 1, labels: ["b", "10", "2"], values: [[[1]], [[2]], [[-3]]] },
};
const READING = {
  model: "letters@0123456789ab",
  text: "b 2",
  confidence: 0.8,
  verdict: "sure",
  partial: true,
  lines: [
    { text: "b 2", confidence: 0.8, box: { x: 1, y: 2, width: 3, height: 4 }, characters: [] },
  ],
  timing_ms: { decode: 1, inference: 2, total: 3.5 },
};
const GREY: Picture = { kind: "grey", width: 2, height: 3, pixels: new Uint8Array(6) };

const LETTERS = { model: "letters", prior: null, profile: "" } as const;

interface Asked {
  readonly address: string;
  readonly options: RequestInit;
}

/** A server in a page: answers with what it is given, and remembers what it was asked. */
function server(answer: (asked: Asked) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const ask: Fetch = async (address, options) => {
    asked.push({ address, options });
    if (address === "v1/models") return Response.json(MODELS);
    return answer({ address, options });
  };
  const created = createServer({ ask });
  const { signal } = new AbortController();
  return {
    asked,
    created,
    recognise: (picture: Picture, prior: string | null = null) =>
      created.recogniser({ model: "letters", prior, profile: "" })(picture, signal),
    suggest: (picture: Picture) => created.suggester("letters", "")(picture, signal),
    read: (picture: Picture) => created.reader("letters", "")(picture, signal),
  };
}

function problem(status: number, body: unknown = {}): () => Response {
  return () => Response.json(body, { status });
}

async function failure(answer: () => Response | Promise<Response>, picture = GREY) {
  const error = await server(answer)
    .recognise(picture)
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RecognitionError);
  return (error as RecognitionError).failure;
}

describe("what is sent", () => {
  test("a drawing goes as raw grey bytes with its size in the address", async () => {
    const { asked, recognise } = server(() => Response.json(PREDICTION));
    await recognise(GREY);
    const { address, options } = asked[1] ?? { address: "", options: {} };
    const url = new URL(address, "http://page/");
    expect(url.pathname).toBe("/v1/models/letters/predict");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      outputs: "seen,attention",
      record: "false",
      width: "2",
      height: "3",
    });
    expect(options.body).toBe(GREY.pixels);
    expect(options.headers).toEqual({ "content-type": "application/octet-stream" });
  });

  test.each([
    ["image/webp", "image/webp"],
    ["text/plain", "image/png"],
    ["", "image/png"],
  ])("a file of type %j goes as it is, as %j", async (given, sent) => {
    const file = new Blob(["x"], { type: given });
    const { asked, recognise } = server(() => Response.json(PREDICTION));
    await recognise({ kind: "file", file });
    expect(asked[1]?.options.body).toBe(file);
    expect(asked[1]?.options.headers).toEqual({ "content-type": sent });
  });

  test("addresses are relative, so the page works below a sub-path", async () => {
    const { asked, recognise } = server(() => Response.json(PREDICTION));
    await recognise(GREY);
    for (const { address } of asked) expect(address).toMatch(/^v1\//);
  });

  test("the list of models is asked for once, whoever needs it", async () => {
    const { asked, created, recognise } = server(() => Response.json(PREDICTION));
    await created.models();
    await recognise(GREY);
    await recognise(GREY);
    expect(asked.filter(({ address }) => address === "v1/models")).toHaveLength(1);
  });

  test("a prior is asked for by name, and only if there is one", async () => {
    const { asked, recognise } = server(() => Response.json(PREDICTION));
    await recognise(GREY);
    await recognise(GREY, "digits");
    const priors = asked
      .filter(({ address }) => address.includes("/predict"))
      .map(({ address }) => new URL(address, "http://page/").searchParams.getAll("prior"));
    expect(priors).toEqual([[], ["digits"]]);
  });

  test("reading and suggesting ask their own routes, for no pictures in return", async () => {
    const { asked, read, suggest } = server(({ address }) =>
      Response.json(address.includes("/read") ? READING : PREDICTION),
    );
    await read(GREY);
    await suggest(GREY);
    expect(asked.map(({ address }) => address)).toEqual([
      "v1/models/letters/read?width=2&height=3",
      "v1/models/letters/predict?record=false&width=2&height=3",
    ]);
  });

  test("a file above the limit is not sent", async () => {
    const file = new Blob([new Uint8Array(MOST_BYTES + 1)]);
    const { asked, recognise } = server(() => Response.json(PREDICTION));
    await expect(recognise({ kind: "file", file })).rejects.toMatchObject({
      failure: { kind: "tooLarge", bytes: MOST_BYTES + 1, limit: MOST_BYTES },
    });
    expect(asked.filter(({ address }) => address.includes("/predict"))).toEqual([]);
  });
});

describe("what comes back", () => {
  test("keeps the model's order of labels, though some look like numbers", async () => {
    const answer = await server(() => Response.json(PREDICTION)).recognise(GREY);
    expect(answer.scores).toEqual([
      { label: "b", probability: 0.1 },
      { label: "10", probability: 0.7 },
      { label: "2", probability: 0.2 },
    ]);
    expect(answer.attention?.byLabel.get("10")).toEqual([[2]]);
    expect(answer.attention?.byLabel.get("2")).toEqual([[-3]]);
  });

  test("labels that were added since stand at the end, those that are gone nowhere", async () => {
    const probabilities = { b: 0.1, "10": 0.7, new: 0.2 };
    const answer = await server(() => Response.json({ ...PREDICTION, probabilities })).recognise(
      GREY,
    );
    expect(answer.scores.map(({ label }) => label)).toEqual(["b", "10", "new"]);
  });

  test("what was seen becomes bytes, times are told apart", async () => {
    const answer = await server(() => Response.json(PREDICTION)).recognise(GREY);
    expect([...(answer.seen?.pixels ?? [])]).toEqual([0, 255]);
    expect(answer.timing.recogniser).toBe(0.4);
    expect(answer.timing.roundTrip).toBeGreaterThanOrEqual(0);
  });

  test("a reading keeps its lines and says whether it is whole", async () => {
    const reading = await server(() => Response.json(READING)).read(GREY);
    expect(reading).toMatchObject({ partial: true, confidence: 0.8, lines: READING.lines });
    expect(reading.timing.recogniser).toBe(3.5);
  });

  test("suggestions are the best labels alone", async () => {
    const top = [{ label: "b", probability: 0.5 }];
    const asked = server(() => Response.json({ ...PREDICTION, top }));
    expect(await asked.suggest(GREY)).toEqual(top);
  });

  test("pictures beside the answer may be missing", async () => {
    const { seen: _, attention: __, ...bare } = PREDICTION;
    const answer = await server(() => Response.json(bare)).recognise(GREY);
    expect([answer.seen, answer.attention]).toEqual([null, null]);
  });
});

describe("what goes wrong", () => {
  test("a problem document keeps its type and detail", async () => {
    const body = { type: "urn:vistazo:problem:damaged-image", title: "T", detail: "D" };
    expect(await failure(problem(422, body))).toEqual({ kind: "problem", status: 422, ...body });
  });

  test.each([
    ["no JSON", () => new Response("<html>", { status: 500 })],
    ["null", problem(500, null)],
    ["other shapes", problem(500, { type: 3, detail: [] })],
  ])("an error with %s is a problem without words", async (_, answer) => {
    expect(await failure(answer)).toMatchObject({
      kind: "problem",
      type: "about:blank",
      detail: "",
    });
  });

  test.each([502, 504])("status %d of a proxy means that nobody is there", async (status) => {
    expect(await failure(problem(status))).toEqual({ kind: "away" });
  });

  test.each([429, 503])("status %d means too much to do", async (status) => {
    expect(await failure(problem(status))).toEqual({ kind: "busy" });
  });

  test("storage that is away is told as such, and passes", async () => {
    const type = "urn:vistazo:problem:storage-unavailable";
    expect(await failure(problem(503, { type }))).toMatchObject({ kind: "problem", type });
  });

  test("no connection means that nobody is there", async () => {
    expect(await failure(() => Promise.reject(new TypeError("refused")))).toEqual({ kind: "away" });
  });

  test("an answer that breaks off is none", async () => {
    expect(await failure(() => new Response('{"label": "7'))).toEqual({ kind: "away" });
  });

  test("a list of models that did not come is asked for again", async () => {
    let away = true;
    const ask: Fetch = async (address) => {
      if (away) throw new TypeError("refused");
      return Response.json(address.includes("/predict") ? PREDICTION : MODELS);
    };
    const recognise = createServer({ ask }).recogniser(LETTERS);
    const { signal } = new AbortController();
    await expect(recognise(GREY, signal)).rejects.toMatchObject({ failure: { kind: "away" } });
    away = false;
    await expect(recognise(GREY, signal)).resolves.toMatchObject({ label: "10" });
  });

  test("aborting the question aborts the request", async () => {
    let request: AbortSignal | null | undefined;
    const ask: Fetch = (address, options) => {
      if (!address.includes("/predict")) return Promise.resolve(Response.json(MODELS));
      request = options.signal;
      return new Promise((_, reject) =>
        options.signal?.addEventListener("abort", () => reject(new Error("aborted"))),
      );
    };
    const question = new AbortController();
    const answer = createServer({ ask }).recogniser(LETTERS)(GREY, question.signal);
    await new Promise((resolve) => setTimeout(resolve));
    question.abort();
    await expect(answer).rejects.toBeInstanceOf(RecognitionError);
    expect(request?.aborted).toBe(true);
  });
});

describe("a model's files", () => {
  const id = "letters@0123456789ab";
  const files = (reader: string | null) => {
    const row = { name: "letters", id, reader, bank: null };
    return createServer({ ask: async () => Response.json({ ...row, models: [row] }) });
  };

  test("lie at addresses that name their versions", async () => {
    const { address, reader } = await files("letters@ba9876543210").file("letters", "");
    expect(address).toBe("v1/models/letters%400123456789ab/file");
    // What every version of the model shares is fetched once.
    expect(reader).toBe("v1/models/letters/reader?version=ba9876543210");
  });

  test("are those of a person, if one asks", async () => {
    const { address, reader } = await files("letters@ba9876543210").file("letters", "ana");
    expect(address).toMatch("/file?profile=ana");
    expect(reader).toMatch("/reader?profile=ana&version=ba9876543210");
  });

  test("hold no reader where the model reads nothing", async () => {
    expect((await files(null).file("letters", "")).reader).toBeNull();
  });
});
