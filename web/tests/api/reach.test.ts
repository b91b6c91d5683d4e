import { expect, test, vi } from "vitest";
import { createReach } from "../../src/api/reach";

const POST = { method: "POST" };

function aNetwork() {
  const asked: string[] = [];
  const network = new EventTarget();
  const state = { there: true, status: 200 };
  const reach = createReach(
    async (address) => {
      asked.push(address);
      if (!state.there) throw new TypeError("no network");
      return new Response("", { status: state.status });
    },
    network,
    [5],
  );
  const heard: boolean[] = [];
  reach.subscribe(() => heard.push(reach.away()));
  return { asked, network, state, reach, heard };
}

test("a server is away once it does not answer twice, and is asked until it is back", async () => {
  const { state, reach, heard, asked } = aNetwork();
  state.there = false;
  await expect(reach.ask("v1/predict", POST)).rejects.toThrow();
  await vi.waitFor(() => expect(heard).toEqual([true]));
  state.there = true;
  await vi.waitFor(() => expect(heard).toEqual([true, false]));
  expect(new Set(asked.slice(1))).toEqual(new Set(["health"]));
});

test("a proxy whose server is away counts as little", async () => {
  const { state, reach, heard } = aNetwork();
  state.status = 502;
  await reach.ask("v1/models", {});
  await vi.waitFor(() => expect(heard).toEqual([true]));
});

test("one lost request, and one that nobody waits for any more, are no news", async () => {
  const { reach, asked, heard, state } = aNetwork();
  state.there = false;
  const failing = reach.ask("v1/predict", POST);
  state.there = true;
  await expect(failing).rejects.toThrow();
  await vi.waitFor(() => expect(asked).toEqual(["v1/predict", "health"]));
  state.there = false;
  const signal = AbortSignal.abort();
  await expect(reach.ask("v1/predict", { ...POST, signal })).rejects.toThrow();
  expect(asked).toHaveLength(3);
  expect(heard).toEqual([]);
});

test("what the browser says of the network is looked into at once", async () => {
  const { network, state, heard } = aNetwork();
  network.dispatchEvent(new Event("offline"));
  await new Promise((resolve) => setTimeout(resolve));
  // A server on the same machine needs no network.
  expect(heard).toEqual([]);
  state.there = false;
  network.dispatchEvent(new Event("offline"));
  await vi.waitFor(() => expect(heard).toEqual([true]));
});
