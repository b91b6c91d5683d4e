/** What lies beside a model file for learning; see vistazo/runtime/bank.py. */

import { modelProblem } from "../problem";
import { type Found, readArrays } from "./npz";
import { type Matrix, matrix } from "./numbers/matrix";

/**
 * The labels of pictures: of each the place of its one label, or, where there may be many, a row
 * with 1 for one that is shown, 0 for one that is not, and -1 where nobody knows.
 */
export interface Labels {
  readonly count: number;
  /** 0 where each picture has one label. */
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** Pictures as the network sees them, and what they show. */
export interface Known {
  readonly embeddings: Matrix;
  readonly labels: Labels;
}

export interface Bank {
  /** Of pictures that the network learned from. */
  readonly replay: Known;
  /** Of pictures held out of training. */
  readonly calibration: Known;
  /** Of pictures of none of the labels. */
  readonly outliers: Matrix;
  /** The frozen golden set: nothing is ever learned from it. */
  readonly golden: Known;
  /** sha256 of the file that it belongs to. */
  readonly model: string;
  readonly fingerprint: string;
}

export async function readBank(archive: Uint8Array<ArrayBuffer>): Promise<Bank> {
  const arrays = await readArrays(archive);
  const replay = knownIn(arrays, "");
  const bank = {
    replay,
    calibration: knownIn(arrays, "calibration_"),
    outliers: rowsIn(arrays, "outlier_embeddings"),
    golden: knownIn(arrays, "golden_"),
    model: textIn(arrays, "model"),
    fingerprint: textIn(arrays, "fingerprint"),
  };
  const widths = [bank.calibration.embeddings, bank.outliers, bank.golden.embeddings];
  if (widths.some(({ columns }) => columns !== replay.embeddings.columns)) {
    throw modelProblem("The parts of this model's bank do not fit together; load it anew.");
  }
  return bank;
}

type Arrays = ReadonlyMap<string, Found>;

function knownIn(arrays: Arrays, part: string): Known {
  const embeddings = rowsIn(arrays, `${part}embeddings`);
  const name = `${part}labels`;
  const { shape, data } = arrayNamed(arrays, name);
  const [count = 0, columns = 0] = shape;
  if (typeof data === "string" || count !== embeddings.rows) throw broken(name);
  return { embeddings, labels: { count, columns, values: data } };
}

function rowsIn(arrays: Arrays, name: string): Matrix {
  const { shape, data } = arrayNamed(arrays, name);
  const [rows = 0, columns = 0] = shape;
  if (!(data instanceof Float32Array) || shape.length !== 2) throw broken(name);
  return matrix(rows, columns, data);
}

function textIn(arrays: Arrays, name: string): string {
  const { data } = arrayNamed(arrays, name);
  if (typeof data !== "string") throw broken(name);
  return data;
}

function arrayNamed(arrays: Arrays, name: string): Found {
  const found = arrays.get(name);
  if (!found) throw broken(name);
  return found;
}

function broken(name: string) {
  return modelProblem(`The bank of this model has no usable ${name}; load it anew.`);
}
