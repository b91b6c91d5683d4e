import { Database, type FindFactory, type ShelfName } from "./database";
import { nameHere } from "./here";
import type { Kept, KeptCorrection, TaughtHead } from "./kept";
import { type Channel, News } from "./news";
import { Shelf } from "./shelf";

/** What is used of the browser's own; a test passes its own. */
export interface Surroundings {
  readonly factory?: FindFactory;
  readonly channel?: Channel;
  /** Of the database, and of the channel. */
  readonly name?: string;
}

/** What this device keeps; in memory where the browser does not let it, or has no room left. */
export function createKept({
  factory = () => indexedDB,
  name = nameHere(),
  channel = openChannel(name),
}: Surroundings = {}): Kept {
  const database = new Database(factory, name);
  const news = new News(channel);
  const corrections = new Shelf<KeptCorrection>(database, "corrections", {
    keyOf: ({ id }) => id,
    stateOf: ({ delivery }) => delivery,
  });
  const heads = new Shelf<TaughtHead>(database, "heads", {
    keyOf: headKey,
    stateOf: ({ recognizer }) => recognizer,
  });

  /** Done, and told. */
  async function changing(name: ShelfName, work: Promise<unknown>): Promise<void> {
    await work;
    news.tell(name);
  }

  const kept: Kept = {
    get durable() {
      return !database.refused && !corrections.overflows && !heads.overflows;
    },
    corrections: {
      all: (delivery) => corrections.all(delivery),
      count: (delivery) => corrections.count(delivery),
      find: (id) => corrections.find(id),
      put: (correction) => changing("corrections", corrections.put(correction)),
      change(id, change) {
        const asked = typeof change === "function" ? change : () => change;
        return changing("corrections", corrections.change(id, asked));
      },
      remove: (ids) => changing("corrections", corrections.remove(ids)),
      subscribe: (listener) => news.subscribe("corrections", listener),
    },
    heads: {
      all: () => heads.all(),
      put: (head) => changing("heads", heads.put(head)),
      remove: (recognizer, profile) =>
        changing("heads", heads.remove([headKey({ recognizer, profile })])),
      subscribe: (listener) => news.subscribe("heads", listener),
    },
    async forget(recognizer) {
      const said = (await corrections.all()).filter(
        (one) => one.recognizer === recognizer && isSettled(one),
      );
      const taught = await heads.all(recognizer);
      await kept.corrections.remove(said.map(({ id }) => id));
      await changing("heads", heads.remove(taught.map(headKey)));
    },
  };
  // Whether storage is refused is known from the start, not with the first correction.
  void corrections.count("waiting").then(() => {
    if (!kept.durable) news.tell("corrections");
  });
  return kept;
}

function isSettled({ delivery }: KeptCorrection): boolean {
  return delivery === "delivered" || delivery === "here";
}

function headKey({ recognizer, profile }: Pick<TaughtHead, "recognizer" | "profile">): string {
  return JSON.stringify([recognizer, profile]);
}

function openChannel(name: string): Channel {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
}
