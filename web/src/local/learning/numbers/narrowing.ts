/** The minimum of a function of one number by Brent's method (1973), as SciPy's bounded search. */

const GOLDEN = (3 - Math.sqrt(5)) / 2;
const ROUNDING = Math.sqrt(2 ** -52);
const LOOKS = 500;

interface Look {
  readonly at: number;
  readonly value: number;
}

/** Where between `from` and `to` the least value was found, to within about `near`. */
export function narrow(
  value: (at: number) => number,
  from: number,
  to: number,
  near: number,
): number {
  let [low, high] = [from, to];
  const start = low + GOLDEN * (high - low);
  let best: Look = { at: start, value: value(start) };
  let [second, third] = [best, best];
  let [step, before] = [0, 0];
  for (let looks = 1; looks < LOOKS; looks += 1) {
    const middle = (low + high) / 2;
    const least = ROUNDING * Math.abs(best.at) + near / 3;
    if (Math.abs(best.at - middle) <= 2 * least - (high - low) / 2) break;
    const parabola = Math.abs(before) > least ? toParabola(best, second, third) : null;
    const [room, last] = [before, step];
    before = last;
    if (parabola !== null && fits(parabola, room, low - best.at, high - best.at)) {
      step = parabola;
      const there = best.at + step;
      if (there - low < 2 * least || high - there < 2 * least) {
        step = middle < best.at ? -least : least;
      }
    } else {
      before = best.at >= middle ? low - best.at : high - best.at;
      step = GOLDEN * before;
    }
    const at = best.at + Math.sign(step || 1) * Math.max(Math.abs(step), least);
    const look = { at, value: value(at) };
    if (look.value <= best.value) {
      if (at >= best.at) low = best.at;
      else high = best.at;
      [third, second, best] = [second, best, look];
    } else {
      if (at < best.at) low = at;
      else high = at;
      if (look.value <= second.value || second.at === best.at) [third, second] = [second, look];
      else if (look.value <= third.value || third.at === best.at || third.at === second.at) {
        third = look;
      }
    }
  }
  return best.at;
}

function fits(step: number, room: number, left: number, right: number): boolean {
  return Math.abs(step) < Math.abs(room / 2) && step > left && step < right;
}

/** From the best look to the lowest place of the parabola through all three. */
function toParabola(best: Look, second: Look, third: Look): number | null {
  const [a, b] = [best.at - second.at, best.at - third.at];
  const r = a * (best.value - third.value);
  const q = b * (best.value - second.value);
  const step = (b * q - a * r) / (2 * (q - r));
  return Number.isFinite(step) ? -step : null;
}
