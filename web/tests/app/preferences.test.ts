import { describe, expect, test } from "vitest";
import { readPreferences, remember, type Surroundings } from "../../src/app/preferences";

function surroundings(given: Partial<Surroundings> = {}): Surroundings {
  return { languages: ["en"], query: new URLSearchParams(), storage: null, ...given };
}

/** A storage in memory, and ones that refuse. */
function memory(start?: string): NonNullable<Surroundings["storage"]> {
  let held: string | null = start ?? null;
  return {
    getItem: () => held,
    setItem: (_, value) => {
      held = value;
    },
  };
}
const REFUSING: NonNullable<Surroundings["storage"]> = {
  getItem: () => {
    throw new Error("refused");
  },
  setItem: () => {
    throw new Error("full");
  },
};

describe("preferences", () => {
  test("start with what the browser wants", () => {
    expect(readPreferences(surroundings({ languages: ["es-ES"] }))).toEqual({
      language: "es",
      theme: "system",
      singleKeys: true,
      writingLines: true,
      place: "server",
      profile: "",
    });
  });

  test("are remembered one by one", () => {
    const storage = memory();
    remember(storage, { language: "es" });
    remember(storage, { theme: "dark" });
    remember(storage, { singleKeys: false });
    remember(storage, { writingLines: false });
    remember(storage, { profile: "Ana" });
    remember(storage, { place: "device" });
    expect(readPreferences(surroundings({ storage }))).toEqual({
      language: "es",
      theme: "dark",
      singleKeys: false,
      writingLines: false,
      place: "device",
      profile: "Ana",
    });
  });

  test("in the address win over remembered ones", () => {
    const storage = memory('{"language": "en", "theme": "dark"}');
    const query = new URLSearchParams("lang=es&theme=light&place=device");
    expect(readPreferences(surroundings({ storage, query }))).toMatchObject({
      language: "es",
      theme: "light",
      place: "device",
    });
  });

  test("that make no sense are passed over", () => {
    const storage = memory('{"language": "es", "theme": 7}');
    const query = new URLSearchParams("lang=xx&theme=pink");
    expect(readPreferences(surroundings({ storage, query }))).toMatchObject({
      language: "es",
      theme: "system",
    });
  });

  test.each(["", "null", "[1]", "7", "{", '"es"'])("stored as %j do no harm", (text) => {
    expect(readPreferences(surroundings({ storage: memory(text) }))).toMatchObject({
      language: "en",
      theme: "system",
    });
  });

  test("hold without a storage, and with one that refuses", () => {
    expect(() => remember(null, { theme: "dark" })).not.toThrow();
    expect(() => remember(REFUSING, { theme: "dark" })).not.toThrow();
    expect(readPreferences(surroundings({ storage: REFUSING })).theme).toBe("system");
  });
});
