/** Versions, and the jobs that make them. */

import type { Job, JobSource } from "../learning/job";
import type { Mode, VersionDiff, VersionList } from "../learning/version";
import type { components } from "./schema";
import { type Call, modelRoute } from "./send";
import { readDiff, readJob, readVersions } from "./wireLearning";

type Schemas = components["schemas"];

export interface Registry {
  versions(model: string, profile: string, signal: AbortSignal): Promise<VersionList>;
  promote(
    model: string,
    wanted: { readonly version: string; readonly reason: string; readonly override: boolean },
    profile: string,
  ): Promise<void>;
  /** `to` is the version that is to go live again. */
  rollBack(model: string, to: string, reason: string, profile: string): Promise<void>;
  diff(model: string, a: string, b: string, signal: AbortSignal): Promise<VersionDiff>;
  setMode(model: string, mode: Mode): Promise<void>;
  retrain(model: string, deep: boolean, profile: string): Promise<Job>;
  cancel(job: string): Promise<void>;
  /** The jobs of a model that have not ended, newest first. */
  running(model: string, signal: AbortSignal): Promise<readonly Job[]>;
  readonly jobs: JobSource;
}

/** What is used of the browser's own; a test passes its own. */
export type OpenEvents = (address: string) => Pick<EventSource, "addEventListener" | "close">;

const NEWS = ["progress", "done", "failed"] as const;

export function createRegistry(call: Call, open: OpenEvents): Registry {
  const ofJob = (id: string) => `v1/jobs/${encodeURIComponent(id)}`;
  return {
    async versions(model, profile, signal) {
      const route = `${modelRoute(model)}/versions`;
      return readVersions(await call("GET", route, { query: { profile }, signal }));
    },
    async promote(model, wanted, profile) {
      await call("POST", `${modelRoute(model)}/promote`, { body: { ...wanted, profile } });
    },
    async rollBack(model, to, reason, profile) {
      await call("POST", `${modelRoute(model)}/rollback`, { body: { to, reason, profile } });
    },
    async diff(model, a, b, signal) {
      const query = { a, b };
      return readDiff(await call("GET", `${modelRoute(model)}/diff`, { query, signal }));
    },
    async setMode(model, mode) {
      await call("PUT", `${modelRoute(model)}/mode`, { body: { mode } });
    },
    async retrain(model, deep, profile) {
      const route = `${modelRoute(model)}/retrain`;
      const answer = await call("POST", route, { body: { deep, profile } });
      return readJob((answer as Schemas["JobAnswer"]).job);
    },
    async cancel(job) {
      await call("POST", `${ofJob(job)}/cancel`);
    },
    async running(model, signal) {
      const { jobs } = (await call("GET", "v1/jobs", { signal })) as Schemas["JobList"];
      const open = ({ state }: Job) => state === "queued" || state === "running";
      return jobs.map(readJob).filter((job) => job.recognizer === model && open(job));
    },
    jobs: {
      listen(id, news, broke) {
        const events = open(`${ofJob(id)}/events`);
        for (const name of NEWS) {
          events.addEventListener(name, (event) => {
            news(readJob(JSON.parse((event as MessageEvent<string>).data)));
          });
        }
        events.addEventListener("error", broke);
        return () => events.close();
      },
      async ask(id, signal) {
        return readJob((await call("GET", ofJob(id), { signal })) as Schemas["Job"]);
      },
    },
  };
}
