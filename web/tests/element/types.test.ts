import { expect, expectTypeOf, test } from "vitest";
import * as made from "../../src/element/index";
import type * as declared from "../../src/element/vistazo";

/** The declarations are written by hand, so that a person can read them in one piece. */
test("what is declared is what is made", () => {
  expectTypeOf(made.defineCanvas).toEqualTypeOf<typeof declared.defineCanvas>();
  expectTypeOf<made.Recogniser>().toExtend<declared.Recogniser>();
  expectTypeOf<made.VistazoError>().toExtend<declared.VistazoError>();
  expectTypeOf<ReturnType<typeof made.Recogniser.open>>().toExtend<
    ReturnType<typeof declared.Recogniser.open>
  >();
  expectTypeOf<Parameters<typeof made.Recogniser.open>[0]>().toEqualTypeOf<
    Parameters<typeof declared.Recogniser.open>[0]
  >();
  const names: (keyof typeof declared)[] = ["Recogniser", "VistazoError", "defineCanvas"];
  expect(Object.keys(made).sort()).toEqual(names);
});
