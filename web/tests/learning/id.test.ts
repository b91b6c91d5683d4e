import { expect, test } from "vitest";
import { newId } from "../../src/learning/id";

test("ids are random UUIDs, each another", () => {
  const ids = Array.from({ length: 200 }, newId);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  }
  expect(new Set(ids).size).toBe(200);
});
