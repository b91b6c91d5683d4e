import { expect, test } from "vitest";
import { PaceKeeper } from "../../src/recognition/pace";

test("each place is as fast as it mostly was lately", () => {
  const keeper = new PaceKeeper();
  const before = keeper.paces();
  expect(before).toEqual({ used: null, times: { server: null, device: null } });
  let told = 0;
  const leave = keeper.subscribe(() => {
    told += 1;
  });
  const note = (place: "server" | "device", roundTrip: number) =>
    keeper.note({ place, timing: { recogniser: 1, roundTrip } });
  for (const time of [500, 3, 5, 4]) note("device", time);
  expect(keeper.paces()).toEqual({ used: "device", times: { server: null, device: 5 } });
  note("server", 9);
  expect(keeper.paces()).toEqual({ used: "server", times: { server: 9, device: 5 } });
  for (let index = 0; index < 9; index += 1) note("device", 2);
  expect(keeper.paces().times.device).toBe(2);
  expect(told).toBe(14);
  leave();
  note("server", 1);
  expect(told).toBe(14);
  expect(keeper.paces()).not.toBe(before);
});
