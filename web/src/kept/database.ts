/** The browser's own database (IndexedDB), as far as it is needed here. */

const SHELVES = ["corrections", "heads"] as const;
export type ShelfName = (typeof SHELVES)[number];

/** By which a row is found again, beside the order in which rows were put. */
export const KEY = "key";

/** By which rows are found that are all in the same state. */
export const STATE = "state";

const VERSION = 1;

/** Some browsers never say that they refuse. */
const PATIENCE_MILLISECONDS = 4000;

/** Throws where a browser refuses its storage at the mere mention of it. */
export type FindFactory = () => IDBFactory;

export class Database {
  readonly #find: FindFactory;
  readonly #name: string;
  readonly #patience: number;
  #connection: Promise<IDBDatabase> | null = null;
  #refused: Error | null = null;

  constructor(find: FindFactory, name: string, patience: number = PATIENCE_MILLISECONDS) {
    this.#find = find;
    this.#name = name;
    this.#patience = patience;
  }

  /** Whether it could not be opened; it is not tried again then. */
  get refused(): boolean {
    return this.#refused !== null;
  }

  /**
   * One transaction, which is over once it is on the disk.
   *
   * `work` may hand out a result, which counts only then. Rejects where the database is refused,
   * full, or cannot hold what it is given.
   */
  async within<Result>(
    name: ShelfName,
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore, found: (result: Result) => void) => void,
  ): Promise<Result | undefined> {
    const connection = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = connection.transaction(name, mode, { durability: "strict" });
      let result: Result | undefined;
      transaction.addEventListener("complete", () => resolve(result));
      transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("abort")));
      try {
        work(transaction.objectStore(name), (value) => {
          result = value;
        });
      } catch (error) {
        transaction.abort();
        reject(error);
      }
    });
  }

  #open(): Promise<IDBDatabase> {
    if (this.#refused) return Promise.reject(this.#refused);
    if (this.#connection) return this.#connection;
    const opening = this.#ask();
    this.#connection = opening;
    opening.then(
      (connection) => {
        const forget = () => {
          if (this.#connection === opening) this.#connection = null;
        };
        // A page of a later build is not kept waiting.
        connection.addEventListener("versionchange", () => {
          connection.close();
          forget();
        });
        connection.addEventListener("close", forget);
      },
      (error) => {
        this.#refused = error instanceof Error ? error : new Error(String(error));
      },
    );
    return opening;
  }

  #ask(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = this.#find().open(this.#name, VERSION);
      const timer = setTimeout(() => reject(new Error("no answer")), this.#patience);
      request.addEventListener("upgradeneeded", () => prepare(request.result));
      request.addEventListener("success", () => {
        clearTimeout(timer);
        resolve(request.result);
      });
      request.addEventListener("error", () => {
        clearTimeout(timer);
        reject(request.error);
      });
    });
  }
}

function prepare(database: IDBDatabase): void {
  for (const name of SHELVES) {
    // Numbered as they come, so that a clock that is put back changes no order.
    const store = database.createObjectStore(name, { autoIncrement: true });
    store.createIndex(KEY, KEY, { unique: true });
    store.createIndex(STATE, STATE);
  }
}
