import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readBank } from "../../../src/local/learning/bank";

const MODELS = resolve(import.meta.dirname, "../../../../src/vistazo/models");
const photos = () => new Uint8Array(readFileSync(resolve(MODELS, "photos.bank.npz")));

test("a bank says what it knows of how many pictures", async () => {
  const bank = await readBank(photos());
  const { replay, calibration, golden, outliers } = bank;
  const labels = replay.labels.columns;
  expect(labels).toBeGreaterThan(1);
  for (const { embeddings, labels: known } of [replay, calibration, golden]) {
    expect(known).toMatchObject({ count: embeddings.rows, columns: labels });
    expect(known.values.length).toBe(embeddings.rows * labels);
    expect(embeddings.columns).toBe(outliers.columns);
    expect(embeddings.data.every(Number.isFinite)).toBe(true);
  }
  expect(bank.model).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ["nothing", () => new Uint8Array()],
  ["half of it", () => photos().slice(0, 1000)],
  ["all but its middle", () => photos().fill(7, 5000, 9000)],
  ["some other archive", () => photos().subarray(-22)],
])("%s is no bank", async (_, content) => {
  await expect(readBank(content())).rejects.toMatchObject({
    failure: { kind: "problem", detail: expect.stringContaining("bank") },
  });
});
