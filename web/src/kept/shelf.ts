/** Rows of one kind: in the database, and what it does not take in memory. */

import { type Database, KEY, type ShelfName, STATE } from "./database";

interface Entry<Row> {
  readonly key: string;
  readonly state: string;
  readonly row: Row;
}

/** What a row is found by. */
export interface Places<Row> {
  keyOf(row: Row): string;
  stateOf(row: Row): string;
}

/** What is to be different of a row; null where it is to go. */
export type RowChange<Row> = (row: Row) => Partial<Row> | null;

export class Shelf<Row extends object> {
  readonly #database: Database;
  readonly #name: ShelfName;
  readonly #places: Places<Row>;
  /** What the database did not take; it counts instead of what lies there under the same key. */
  readonly #memory = new Map<string, Row>();

  constructor(database: Database, name: ShelfName, places: Places<Row>) {
    this.#database = database;
    this.#name = name;
    this.#places = places;
  }

  /** Whether something is kept in memory alone. */
  get overflows(): boolean {
    return this.#memory.size > 0;
  }

  /** In the order in which they were put; those in one state, or all. */
  async all(state?: string): Promise<readonly Row[]> {
    const isWanted = (row: Row) => state === undefined || this.#places.stateOf(row) === state;
    const stored = await this.#read<Entry<Row>[]>((store) =>
      // Within a state, as everywhere, they come in the order of their numbers.
      state === undefined ? store.getAll() : store.index(STATE).getAll(state),
    );
    const rows = (stored ?? []).map(({ key, row }) => this.#memory.get(key) ?? row);
    const known = new Set(rows);
    const others = [...this.#memory.values()].filter((row) => !known.has(row));
    return [...rows, ...others].filter(isWanted);
  }

  async count(state: string): Promise<number> {
    if (this.overflows) return (await this.all(state)).length;
    return (await this.#read((store) => store.index(STATE).count(state))) ?? 0;
  }

  async find(key: string): Promise<Row | undefined> {
    const held = this.#memory.get(key);
    if (held) return held;
    return (await this.#read<Entry<Row> | undefined>((store) => store.index(KEY).get(key)))?.row;
  }

  /** One with the same key takes the place of the older one. */
  async put(row: Row): Promise<void> {
    const entry = this.#entry(row);
    const { key } = entry;
    try {
      await this.#database.within<void>(this.#name, "readwrite", (store) => {
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

  /** Does nothing where there is no such row. */
  async change(key: string, change: RowChange<Row>): Promise<void> {
    const held = this.#memory.get(key);
    if (held) return this.#replace(key, held, change);
    try {
      await this.#changeStored(key, change);
    } catch {
      const row = await this.find(key);
      if (row) await this.#replace(key, row, change);
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

  async #replace(key: string, row: Row, change: RowChange<Row>): Promise<void> {
    const part = change(row);
    if (part) await this.put({ ...row, ...part });
    else await this.remove([key]);
  }

  async #changeStored(key: string, change: RowChange<Row>): Promise<void> {
    await this.#database.within<void>(this.#name, "readwrite", (store) => {
      const request = store.index(KEY).openCursor(key);
      request.addEventListener("success", () => {
        const cursor = request.result;
        if (!cursor) return;
        const { row } = cursor.value as Entry<Row>;
        const part = change(row);
        if (part) cursor.update(this.#entry({ ...row, ...part }));
        else cursor.delete();
      });
    });
  }

  #entry(row: Row): Entry<Row> {
    return { key: this.#places.keyOf(row), state: this.#places.stateOf(row), row };
  }

  /** What a database that cannot be read holds counts as nothing. */
  async #read<Result>(
    ask: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result | undefined> {
    return this.#database
      .within<Result>(this.#name, "readonly", (store, found) => {
        const request = ask(store);
        request.addEventListener("success", () => found(request.result));
      })
      .catch(() => undefined);
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
