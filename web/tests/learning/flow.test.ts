import { expect, test } from "vitest";
import { changed, type Flow, flowAbout, type Step, shownOf } from "../../src/learning/flow";

const PICTURE = { kind: "grey", width: 1, height: 1, pixels: new Uint8Array(1) } as const;
const UNSAVED: Step = { kind: "unsaved", failure: { kind: "away" } };

function aFlow(id: string, about: unknown = id): Omit<Flow, "step"> {
  return { id, about, picture: PICTURE, labels: ["7"], kind: "corrected", recognizer: "digits" };
}

function after(...steps: [string, Step | null][]): readonly Flow[] {
  return steps.reduce<readonly Flow[]>((flows, [id, step]) => {
    if (step === null) return changed(flows, { kind: "begin", flow: aFlow(id) });
    return changed(flows, { kind: "step", id, step });
  }, []);
}

const ids = (flows: readonly Flow[]) => flows.map(({ id }) => id);

test("a new one takes the place of those that are over", () => {
  const flows = after(["a", null], ["a", { kind: "saved" }], ["b", null]);
  expect(ids(flows)).toEqual(["b"]);
});

test("what is under way or not saved stays beside a new one", () => {
  const flows = after(["a", null], ["b", null], ["b", UNSAVED], ["c", null]);
  expect(ids(flows)).toEqual(["a", "b", "c"]);
});

test("what could not be saved is shown before anything newer", () => {
  expect(shownOf(after(["a", null], ["a", UNSAVED], ["b", null]))?.id).toBe("a");
  expect(shownOf(after(["a", null], ["b", null]))?.id).toBe("b");
  expect(shownOf([])).toBeUndefined();
});

test("a step is taken by its own flow alone", () => {
  const flows = after(["a", null], ["b", null], ["a", { kind: "asking" }]);
  expect(flows.map(({ step }) => step.kind)).toEqual(["asking", "saving"]);
});

test("dismissing takes one away", () => {
  const flows = changed(after(["a", null], ["b", null]), { kind: "dismiss", id: "a" });
  expect(ids(flows)).toEqual(["b"]);
});

test("what was said about a thing is the newest that was not taken back", () => {
  const about = {};
  const begin = (flows: readonly Flow[], id: string) =>
    changed(flows, { kind: "begin", flow: aFlow(id, about) });
  const both = begin(begin([], "a"), "b");
  expect(flowAbout(both, about)?.id).toBe("b");
  const one = changed(both, { kind: "step", id: "b", step: { kind: "withdrawn" } });
  expect(flowAbout(one, about)?.id).toBe("a");
  expect(flowAbout(one, {})).toBeUndefined();
});
