import { describe, expect, test } from "vitest";
import { createServer } from "../../src/api/client";
import type { NewCorrection } from "../../src/learning/correction";
import { NO_FILTER } from "../../src/learning/record";
import type { Picture } from "../../src/recognition/picture";

const GREY: Picture = { kind: "grey", width: 2, height: 3, pixels: new Uint8Array(6) };
const { signal } = new AbortController();

const CORRECTION = { id: "c", labels: ["7"], kind: "corrected", conflict: false, fixed_since: 12 };
const JOB = {
  ...{ id: "j", kind: "refit", recognizer: "digits", state: "done", error: "" },
  progress: { stage: "train", epoch: 2, epochs: 5 },
  result: { model: "digits@1", number: 2, promoted: true, decision: null, seconds: {} },
};
const RECORD = {
  ...{ id: "p", created_at: "2026-02-03T04:05:06Z", recognizer: "digits", model: "digits@1" },
  ...{ version: 1, profile: "", image: "ab", label: "7", labels: ["7"], confidence: 0.9 },
  ...{ verdict: "sure", top: [], source: "draw", correction: CORRECTION },
};

/** A server that answers everything alike, and the requests that it was sent. */
function server(answer: unknown) {
  const asked: { method: string; address: URL; body: unknown }[] = [];
  const events: string[] = [];
  const listeners = new Map<string, (event: unknown) => void>();
  const created = createServer({
    async ask(address, { method = "GET", body }) {
      const url = new URL(address, "http://page/");
      expect(address).toMatch(/^v1\//);
      asked.push({
        method,
        address: url,
        body: typeof body === "string" ? JSON.parse(body) : undefined,
      });
      return Response.json(answer);
    },
    encode: async () => "data:image/png;base64,AA==",
    openEvents(address) {
      events.push(address);
      return {
        addEventListener: (name: string, listener: (event: never) => void) =>
          listeners.set(name, listener as (event: unknown) => void),
        close: () => events.push("closed"),
      } as never;
    },
  });
  return { ...created, asked, events, listeners };
}

const NEW: Omit<NewCorrection, "about"> = {
  id: "i",
  recognizer: "digits",
  labels: ["7"],
  kind: "corrected",
  source: "draw",
  newLabels: true,
};

describe("corrections", () => {
  test("go with the prediction that they are about", async () => {
    const { feedback, asked } = server({ correction: CORRECTION, job: JOB });
    const kept = await feedback.correct({ ...NEW, about: { prediction: "p" } }, "Ana");
    expect(asked[0]).toMatchObject({ method: "POST", address: { pathname: "/v1/corrections" } });
    expect(asked[0]?.body).toEqual({
      ...{ id: "i", recognizer: "digits", labels: ["7"], kind: "corrected", source: "draw" },
      ...{ new_labels: true, prediction: "p", profile: "Ana", author: "Ana" },
    });
    expect(kept.correction.fixedSince).toBe(12);
    expect(kept.job).toMatchObject({ progress: { epoch: 2, epochs: 5 }, result: { number: 2 } });
  });

  test("go with the picture where there is no prediction", async () => {
    const { feedback, asked } = server({ correction: CORRECTION, job: null });
    const kept = await feedback.correct({ ...NEW, about: { picture: GREY } }, "");
    expect(asked[0]?.body).toMatchObject({ image: "data:image/png;base64,AA==" });
    expect(asked[0]?.body).not.toHaveProperty("prediction");
    expect(kept.job).toBeNull();
  });
});

describe("the history", () => {
  test("is asked for by page, filter, order and profile", async () => {
    const { feedback, asked } = server({ total: 1, predictions: [RECORD] });
    const filter = { ...NO_FILTER, corrected: true };
    const page = await feedback.records(filter, "surest", { offset: 24, limit: 12 }, "Ana", signal);
    expect(Object.fromEntries(asked[0]?.address.searchParams ?? [])).toEqual({
      ...{ corrected: "true", sort: "confidence", order: "desc" },
      ...{ offset: "24", limit: "12", profile: "Ana" },
    });
    expect(page.records[0]).toMatchObject({
      createdAt: new Date(Date.UTC(2026, 1, 3, 4, 5, 6)),
      correction: { fixedSince: 12 },
    });
  });

  test("is deleted by id, or by what a filter finds", async () => {
    const { feedback, asked } = server({ deleted: 1, ids: ["p"] });
    expect(await feedback.remove(["p"], "Ana")).toEqual(["p"]);
    await feedback.remove({ ...NO_FILTER, corrected: false, minConfidence: 0.5 }, "Ana");
    await feedback.remove(NO_FILTER, "");
    expect(asked.map(({ body }) => body)).toEqual([
      { ids: ["p"] },
      { filter: { corrected: false, min_confidence: 0.5, profile: "Ana" } },
      { filter: {} },
    ]);
  });

  test("has addresses for thumbnails and exports that work below a sub-path", () => {
    const { feedback } = server({});
    expect(feedback.thumbnail("ab")).toBe("v1/images/ab?size=192");
    expect(feedback.exportAddress("csv", null, "")).toBe("v1/corrections/export?format=csv");
    expect(feedback.exportAddress("voc", "digits", "Ana")).toBe(
      "v1/corrections/export?format=voc&recognizer=digits&profile=Ana",
    );
  });
});

describe("recording", () => {
  test("a drawing is kept when that is asked for, and only then", async () => {
    const { record, suggester, asked } = server({ id: "p", top: [] });
    const question = { model: "digits", prior: null, profile: "Ana" };
    expect(await record(question, GREY, { source: "draw", filename: "" })).toBe("p");
    await suggester("digits", "Ana")(GREY, signal);
    const sent = asked.map(({ address }) => Object.fromEntries(address.searchParams));
    expect(sent).toEqual([
      { record: "true", source: "draw", profile: "Ana", width: "2", height: "3" },
      { record: "false", profile: "Ana", width: "2", height: "3" },
    ]);
  });
});

describe("versions and jobs", () => {
  test("a version goes live with its reason", async () => {
    const { registry, asked } = server({});
    const wanted = { version: "digits@1", reason: "better", override: true };
    await registry.promote("digits", wanted, "Ana");
    await registry.rollBack("digits", "digits@0", "worse", "");
    expect(asked.map(({ address, body }) => [address.pathname, body])).toEqual([
      ["/v1/models/digits/promote", { ...wanted, profile: "Ana" }],
      ["/v1/models/digits/rollback", { to: "digits@0", reason: "worse", profile: "" }],
    ]);
  });

  test("jobs are heard as the server pushes them", () => {
    const { registry, events, listeners } = server({});
    const heard: string[] = [];
    const stop = registry.jobs.listen(
      "j/1",
      ({ state }) => heard.push(state),
      () => heard.push("broke"),
    );
    listeners.get("progress")?.({ data: JSON.stringify({ ...JOB, state: "running" }) });
    listeners.get("done")?.({ data: JSON.stringify(JOB) });
    listeners.get("error")?.({});
    stop();
    expect(heard).toEqual(["running", "done", "broke"]);
    expect(events).toEqual(["v1/jobs/j%2F1/events", "closed"]);
  });

  test("only what is under way for a model counts as running", async () => {
    const open = { ...JOB, state: "queued", progress: null, result: null };
    const { registry } = server({ jobs: [open, JOB, { ...open, recognizer: "other" }] });
    expect((await registry.running("digits", signal)).map(({ state }) => state)).toEqual([
      "queued",
    ]);
  });
});
