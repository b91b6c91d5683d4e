import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Batch,
  type BatchLine,
  type BatchState,
  type Parcel,
  type SendParcel,
} from "../../src/recognition/batch";
import { RecognitionError } from "../../src/recognition/failure";
import { parcelsOf } from "../../src/recognition/parcels";
import { anAnswer } from "../answers";

const PACE = { gap: 0, together: 2, retries: [1, 1] };
const AWAY = new RecognitionError({ kind: "away" });
const REFUSED = new RecognitionError({
  kind: "problem",
  status: 422,
  type: "urn:vistazo:problem:invalid-option",
  title: "",
  detail: "No.",
});

function files(count: number, prefix = "p") {
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix}${index}.png`,
    file: new Blob([`${prefix}${index}`]),
  }));
}

function answered(index: number, name: string): BatchLine {
  return { index, name, answer: anAnswer({ label: name, task: "many" }), prediction: `id ${name}` };
}

/** A server that answers every picture of a parcel, the last one first. */
const backwards: SendParcel = async (parcel, onLine) => {
  if (parcel.kind === "archive") return;
  for (const [index, { name }] of [...parcel.files.entries()].reverse()) {
    onLine(answered(index, name));
  }
};

function told({ entries }: BatchState) {
  return entries.map(({ name, result }) => [
    name,
    result.kind === "answered" ? result.answer.label : result.kind,
  ]);
}

describe("a batch", () => {
  test("gives each file its own answer, in whatever order and parcels they come", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 130 }), async (count) => {
        const batch = new Batch(backwards, PACE);
        await batch.run(parcelsOf(files(count)));
        expect(batch.state().status).toBe("over");
        const names = files(count).map(({ name }) => name);
        expect(told(batch.state())).toEqual(names.map((name) => [name, name]));
      }),
      { numRuns: 20 },
    );
  });

  test("a file that fails costs only its own entry", async () => {
    const failure = { kind: "tooLarge", bytes: 2, limit: 1 } as const;
    const batch = new Batch(async (_, onLine) => {
      onLine({ index: 1, name: "p1.png", failure });
      onLine(answered(0, "p0.png"));
    }, PACE);
    await batch.run(parcelsOf(files(2)));
    expect(batch.state().entries[1]?.result).toEqual({ kind: "failed", failure });
    expect(batch.state().entries[0]?.result.kind).toBe("answered");
  });

  test("what was cut off is sent again, and only what had no answer yet", async () => {
    const sent: string[][] = [];
    const batch = new Batch(async (parcel, onLine) => {
      if (parcel.kind !== "files") return;
      sent.push(parcel.files.map(({ name }) => name));
      onLine(answered(0, parcel.files[0]?.name ?? ""));
      if (sent.length < 3) throw AWAY;
      for (const [index, { name }] of parcel.files.entries()) onLine(answered(index, name));
    }, PACE);
    await batch.run(parcelsOf(files(4)));
    expect(sent).toEqual([
      ["p0.png", "p1.png", "p2.png", "p3.png"],
      ["p1.png", "p2.png", "p3.png"],
      ["p2.png", "p3.png"],
    ]);
    expect(told(batch.state()).every(([name, label]) => name === label)).toBe(true);
  });

  test("it gives up at last, and at once where asking again cannot help", async () => {
    for (const [error, times] of [
      [AWAY, 3],
      [REFUSED, 1],
    ] as const) {
      let asked = 0;
      const batch = new Batch(async () => {
        asked += 1;
        throw error;
      }, PACE);
      await batch.run(parcelsOf(files(1)));
      expect(asked).toBe(times);
      expect(batch.state().entries[0]?.result).toEqual({ kind: "failed", failure: error.failure });
    }
  });

  test("an answer that ends early leaves no picture waiting for ever", async () => {
    const batch = new Batch(async (_, onLine) => onLine(answered(0, "p0.png")), PACE);
    await batch.run(parcelsOf(files(2)));
    expect(batch.state().entries.map(({ result }) => result.kind)).toEqual(["answered", "failed"]);
  });

  test("what an archive holds appears as it comes; nobody knows how much there will be", async () => {
    let finish = () => {};
    const batch = new Batch(async (_, onLine) => {
      onLine(answered(3, "a/b.png"));
      onLine(answered(0, "a/b.png"));
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    }, PACE);
    const run = batch.run([{ kind: "archive", name: "all.zip", file: new Blob() }]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(batch.state()).toMatchObject({ status: "running", open: true });
    expect(batch.state().entries.map(({ place, file }) => [place, file])).toEqual([
      [[0, 3], null],
      [[0, 0], null],
    ]);
    finish();
    await run;
    expect(batch.state()).toMatchObject({ status: "over", open: false });
  });

  test("an archive that breaks off is sent once, and says so beside what came", async () => {
    let asked = 0;
    const batch = new Batch(async (_, onLine) => {
      asked += 1;
      onLine(answered(0, "a.png"));
      throw AWAY;
    }, PACE);
    await batch.run([{ kind: "archive", name: "all.zip", file: new Blob() }]);
    expect(asked).toBe(1);
    expect(told(batch.state())).toEqual([
      ["a.png", "a.png"],
      ["all.zip", "failed"],
    ]);
  });

  test("called off, it begins nothing more and keeps what was answered", async () => {
    const begun: Parcel[] = [];
    const batch: Batch = new Batch(
      async (parcel, onLine, signal) => {
        begun.push(parcel);
        if (begun.length === 2) batch.cancel();
        if (signal.aborted) throw AWAY;
        await backwards(parcel, onLine, signal);
      },
      { ...PACE, together: 1 },
    );
    await batch.run(parcelsOf(files(150)));
    expect(begun).toHaveLength(2);
    expect(batch.state().status).toBe("cancelled");
    const kinds = batch.state().entries.map(({ result }) => result.kind);
    expect(kinds.filter((kind) => kind === "answered")).toHaveLength(50);
    expect(kinds.filter((kind) => kind === "waiting")).toHaveLength(100);
  });

  test("what cannot be sent is dealt with in another way, and only that", async () => {
    const elsewhere: string[] = [];
    let times = 0;
    const batch = new Batch(
      async (parcel, onLine) => {
        times += 1;
        onLine(answered(0, parcel.kind === "files" ? (parcel.files[0]?.name ?? "") : ""));
        throw AWAY;
      },
      PACE,
      async (parcel, onLine, signal) => {
        if (parcel.kind === "files") elsewhere.push(...parcel.files.map(({ name }) => name));
        await backwards(parcel, onLine, signal);
      },
    );
    await batch.run(parcelsOf(files(5)));
    // Each attempt got one answer.
    expect(times).toBe(3);
    expect(elsewhere).toEqual(["p3.png", "p4.png"]);
    expect(told(batch.state()).every(([name, label]) => name === label)).toBe(true);
  });

  test("what was refused is not asked about elsewhere", async () => {
    let asked = 0;
    const batch = new Batch(
      async () => {
        throw REFUSED;
      },
      PACE,
      async () => {
        asked += 1;
      },
    );
    await batch.run(parcelsOf(files(2)));
    expect(asked).toBe(0);
    expect(batch.state().entries.map(({ result }) => result.kind)).toEqual(["failed", "failed"]);
  });

  test("an archive that nobody took is unpacked here", async () => {
    const unpack = async () => new Blob(["a"]);
    const batch = new Batch(
      async () => {
        throw AWAY;
      },
      PACE,
      async (_, onLine) => onLine({ ...answered(0, "in.png"), unpack }),
    );
    await batch.run(parcelsOf([{ name: "trip.zip", file: new Blob() }]));
    expect(batch.state().entries).toMatchObject([{ name: "in.png", file: null, unpack }]);
  });

  test("an archive that broke off is not unpacked a second time", async () => {
    let asked = 0;
    const batch = new Batch(
      async (_, onLine) => {
        onLine(answered(0, "in.png"));
        throw AWAY;
      },
      PACE,
      async () => {
        asked += 1;
      },
    );
    await batch.run(parcelsOf([{ name: "trip.zip", file: new Blob() }]));
    expect(asked).toBe(0);
    expect(told(batch.state())).toEqual([
      ["in.png", "in.png"],
      ["trip.zip", "failed"],
    ]);
  });

  test("many answers at once are told at once", async () => {
    const batch = new Batch(backwards, { ...PACE, gap: 20 });
    let times = 0;
    batch.subscribe(() => {
      times += 1;
    });
    await batch.run(parcelsOf(files(500)));
    expect(times).toBeLessThan(10);
  });
});

describe("parcels", () => {
  test("hold every file once, in order, and archives alone", () => {
    const all = [...files(60), { name: "more.ZIP", file: new Blob() }, ...files(3, "q")];
    const parcels = parcelsOf(all);
    expect(parcels.map((one) => (one.kind === "files" ? one.files.length : one.name))).toEqual([
      50,
      10,
      "more.ZIP",
      3,
    ]);
  });

  test("are no larger than they have to be", () => {
    const large = { name: "large.png", file: new Blob([new Uint8Array(20 * 1024 * 1024)]) };
    expect(parcelsOf([large, large, large])).toHaveLength(3);
  });

  test("leave out what systems leave beside pictures", () => {
    const names = [".DS_Store", "a/.git/x.png", "__MACOSX/a.png", "a/Thumbs.db", "a/b.png", "c.d"];
    const parcels = parcelsOf(names.map((name) => ({ name, file: new Blob() })));
    expect(parcels.flatMap((one) => (one.kind === "files" ? one.files : []))).toMatchObject([
      { name: "a/b.png" },
      { name: "c.d" },
    ]);
  });
});
