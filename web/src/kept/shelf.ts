/** Rows of one kind: in the database, and what it does not take in memory. */

import { type Database, KEY, type ShelfName } from "./database";

interface Entry<Row> {
  readonly key: string;
  readonly row: Row;
}

export class Shelf<Row extends object> {
  readonly #database: Database;
  readonly #name: ShelfName;
  readonly #keyOf: (row: Row) => string;
  /** What the database did not take; it counts instead of what lies there under the same key. */
  readonly #memory = new Map<string, Row>();

  constructor(database: Database, name: ShelfName, keyOf: (row: Row) => string) {
    this.#database = database;
    this.#name = name;
    this.#keyOf = keyOf;
  }

  /** Whether something is kept in memory alone. */
  get overflows(): boolean {
    return this.#memory.size > 0;
  }

  /** In the order in which they were put. */
  async all(): Promise<readonly Row[]> {
    const stored = await this.#stored();
    const known = new Set(stored.map(({ key }) => key));
    const rows = stored.map(({ key, row }) => this.#memory.get(key) ?? row);
    const others = [...this.#memory].filter(([key]) => !known.has(key));
    return [...rows, ...others.map(([, row]) => row)];
  }

  /** One with the same key takes the place of the older one. */
  async put(row: Row): Promise<void> {
    const key = this.#keyOf(row);
    try {
      await this.#database.within<void>(this.#name, "readwrite", (store) => {
        const entry: Entry<Row> = { key, row };
        withNumber(store, key, (number) => {
          if (number === undefined) store.add(entry);
          else store.put(entry, number);
        });
      });
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, row);
    }
  }

  /** Whether there is such a row. */
  async change(key: string, part: Partial<Row>): Promise<boolean> {
    const held = this.#memory.get(key);
    if (held) {
      await this.put({ ...held, ...part });
      return true;
    }
    try {
      return (await this.#changeStored(key, part)) === true;
    } catch {
      const entry = (await this.#stored()).find((one) => one.key === key);
      if (entry) this.#memory.set(key, { ...entry.row, ...part });
      return entry !== undefined;
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#memory.delete(key);
    await this.#database
      .within<void>(this.#name, "readwrite", (store) => {
        for (const key of keys) {
          withNumber(store, key, (number) => {
            if (number !== undefined) store.delete(number);
          });
        }
      })
      // Where nothing can be written, nothing lies either, or it is found again next time.
      .catch(() => {});
  }

  #changeStored(key: string, part: Partial<Row>): Promise<boolean | undefined> {
    return this.#database.within<boolean>(this.#name, "readwrite", (store, found) => {
      const request = store.index(KEY).openCursor(key);
      request.addEventListener("success", () => {
        const cursor = request.result;
        if (!cursor) return;
        const { row } = cursor.value as Entry<Row>;
        cursor.update({ key, row: { ...row, ...part } });
        found(true);
      });
    });
  }

  async #stored(): Promise<readonly Entry<Row>[]> {
    try {
      const found = await this.#database.within<readonly Entry<Row>[]>(
        this.#name,
        "readonly",
        (store, tell) => {
          const request = store.getAll();
          request.addEventListener("success", () => tell(request.result));
        },
      );
      return found ?? [];
    } catch {
      return [];
    }
  }
}

/** Calls with the number under which an entry lies, or with undefined where it does not. */
function withNumber(
  store: IDBObjectStore,
  key: string,
  act: (number: IDBValidKey | undefined) => void,
): void {
  const request = store.index(KEY).getKey(key);
  request.addEventListener("success", () => act(request.result));
}
