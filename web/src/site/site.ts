/** A folder of files on some host, in the place of a server: models lie there, and nobody answers. */

import { createServer, type Server } from "../api/client";
import { type Fetch, json, send } from "../api/send";
import type { ModelRow } from "../api/wire";
import { RecognitionError } from "../recognition/failure";

/** A model of the site, as `vistazo site` writes it down. */
interface SiteRow extends ModelRow {
  readonly thresholds: Readonly<Record<string, number>>;
  /** Where its files lie, relative to the page. */
  readonly files: {
    readonly model: string;
    readonly reader: string | null;
    readonly bank: string | null;
  };
}

export function createSite(
  list: string,
  ask: Fetch = (address, options) => fetch(address, options),
): Server {
  const nobody = createServer({ ask: () => Promise.reject(new Error("There is no server.")) });
  let rows: Promise<readonly SiteRow[]> | null = null;

  function models(): Promise<readonly SiteRow[]> {
    if (rows) return rows;
    const asked = send(ask, list, { cache: "no-cache" }).then(json).then(readRows);
    rows = asked;
    // A list that did not come is asked for again with the next question.
    asked.catch(() => {
      rows = null;
    });
    return asked;
  }

  async function row(model: string): Promise<SiteRow> {
    const found = (await models()).find(({ name }) => name === model);
    if (found) return found;
    const type = "urn:vistazo:problem:model-not-found";
    const detail = `This site has no model ${JSON.stringify(model)}.`;
    throw new RecognitionError({ kind: "problem", type, status: 404, title: "", detail });
  }

  return {
    ...nobody,
    isSite: true,
    list,
    models,
    async file(model) {
      const { id, files } = await row(model);
      return { model: id, address: files.model, reader: files.reader, bank: files.bank };
    },
    forgetModels() {},
    photos: {
      ...nobody.photos,
      card: async (model) => ({ thresholds: (await row(model)).thresholds }),
    },
  };
}

function readRows(body: unknown): readonly SiteRow[] {
  return (body as { readonly models: readonly SiteRow[] }).models;
}
