/** A picture has any number of labels, each with a probability of its own. */

import { eachRow, flags, type Link, sigmoid, type Truth } from "./link";
import { matrix } from "./numbers/matrix";

export const MANY: Link = {
  toProbabilities({ data }) {
    for (let place = 0; place < data.length; place += 1) data[place] = sigmoid(data[place] ?? 0);
  },
  /** Of a label that the bank does not have, nothing is known. */
  truth({ count, columns, values }, labels) {
    const [wanted, known] = [matrix(count, labels), flags(count, labels)];
    for (let row = 0; row < count; row += 1) {
      for (let label = 0; label < columns; label += 1) {
        const said = values[row * columns + label] ?? 0;
        wanted.data[row * labels + label] = said === 1 ? 1 : 0;
        known.data[row * labels + label] = said >= 0 ? 1 : 0;
      }
    }
    return { wanted, known };
  },
  /** All of them: that none of the labels is shown is an answer, too. */
  teaches: (shown) => eachRow(shown.rows, () => true),
  fit(logits, wanted, weights) {
    const { columns, data } = logits;
    let found = 0;
    for (let place = 0; place < data.length; place += 1) {
      const [logit, truth] = [data[place] ?? 0, wanted.data[place] ?? 0];
      const weight = weights[Math.floor(place / columns)] ?? 0;
      const soft = Math.max(0, logit) + Math.log1p(Math.exp(-Math.abs(logit)));
      found += weight * (truth * logit - soft);
      data[place] = (sigmoid(logit) - truth) * weight;
    }
    return found;
  },
  /** Each that reaches its threshold. */
  given(probabilities, thresholds) {
    const found = flags(probabilities.rows, probabilities.columns);
    for (let place = 0; place < found.data.length; place += 1) {
      const least = thresholds[place % found.columns] ?? 1;
      found.data[place] = (probabilities.data[place] ?? 0) >= least ? 1 : 0;
    }
    return found;
  },
  right: (given, truth) =>
    eachKnown(truth, (place, wanted) => (given.data[place] === 1) === wanted),
  chances: (probabilities, truth) =>
    Float32Array.from(
      eachKnown(truth, (place, wanted) => {
        const share = probabilities.data[place] ?? 0;
        return wanted ? share : 1 - share;
      }),
    ),
  /** The mean probability of what is true. */
  score: (_right, chances) => chances.reduce((sum, value) => sum + value, 0) / chances.length,
  claims: (probabilities, truth) => ({
    confidence: Float32Array.from(eachKnown(truth, (place) => probabilities.data[place] ?? 0)),
    cameTrue: eachKnown(truth, (_place, wanted) => wanted),
  }),
  /** Null: a bank holds too few pictures of a label to calibrate it better than training. */
  temperature: () => null,
};

function eachKnown<Said>(
  { wanted, known }: Truth,
  say: (place: number, wanted: boolean) => Said,
): readonly Said[] {
  const said: Said[] = [];
  for (let place = 0; place < known.data.length; place += 1) {
    if (known.data[place] === 1) said.push(say(place, (wanted.data[place] ?? 0) > 0.5));
  }
  return said;
}
