/**
 * How far to go in a direction: Moré & Thuente (1994), "Line search algorithms with guaranteed
 * sufficient decrease", with the same limits as SciPy's L-BFGS-B, so that both take the same steps.
 */

/** At one place on the line: how far along, the value there, and its slope along the line. */
export interface Spot {
  readonly at: number;
  readonly value: number;
  readonly slope: number;
}

/** Share of the decrease that the first slope promises that there must be. */
const DECREASE = 1e-3;
/** Share of the first slope that may be left. */
const FLATNESS = 0.9;
/** Share of an interval that is narrow enough. */
const NARROW = 0.1;
const [NEAR, FAR] = [1.1, 4];
/** Looks along the line, at most. */
const LOOKS = 20;

/** What is known: the best spot, the other end of the interval, and where to look next. */
interface Bracket {
  readonly best: Spot;
  readonly other: Spot;
  readonly closed: boolean;
  readonly next: number;
}

/** Where to go, or null if nothing on the line is better; `look` is asked at most 20 times. */
export async function stride(
  start: Spot,
  first: number,
  most: number,
  look: (at: number) => Promise<Spot>,
): Promise<Spot | null> {
  const promised = DECREASE * start.slope;
  let bracket: Bracket = { best: start, other: start, closed: false, next: first };
  let [least, farthest] = [0, first + FAR * first];
  let [width, before] = [most, 2 * most];
  let isFirstStage = true;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { closed, next: at } = bracket;
    const spot = await look(at);
    const enough = start.value + at * promised;
    if (isFirstStage && spot.value <= enough && spot.slope >= 0) isFirstStage = false;
    const settled = spot.value <= enough && Math.abs(spot.slope) <= -FLATNESS * start.slope;
    const stuck =
      closed && (at <= least || at >= farthest || farthest - least <= NARROW * farthest);
    const atEnd = at === most && spot.value <= enough && spot.slope <= promised;
    if (settled || stuck || atEnd) return spot;
    const lowered = isFirstStage && spot.value <= bracket.best.value && spot.value > enough;
    bracket = lowered
      ? raised(narrowed(lower(bracket, promised), tilt(spot, -promised), least, farthest), promised)
      : narrowed(bracket, spot, least, farthest);
    if (bracket.closed) {
      const { best, other } = bracket;
      const now = Math.abs(other.at - best.at);
      if (now >= 0.66 * before) {
        bracket = { ...bracket, next: best.at + 0.5 * (other.at - best.at) };
      }
      [before, width] = [width, now];
      [least, farthest] = [Math.min(best.at, other.at), Math.max(best.at, other.at)];
    } else {
      const { best, next } = bracket;
      [least, farthest] = [next + NEAR * (next - best.at), next + FAR * (next - best.at)];
    }
    let next = Math.min(Math.max(bracket.next, 0), most);
    const closedIn = farthest - least <= NARROW * farthest;
    if (bracket.closed && (next <= least || next >= farthest || closedIn)) next = bracket.best.at;
    bracket = { ...bracket, next };
  }
  return null;
}

function tilt(spot: Spot, by: number): Spot {
  return { at: spot.at, value: spot.value + spot.at * by, slope: spot.slope + by };
}

function lower(bracket: Bracket, by: number): Bracket {
  return { ...bracket, best: tilt(bracket.best, -by), other: tilt(bracket.other, -by) };
}

function raised(bracket: Bracket, by: number): Bracket {
  return { ...bracket, best: tilt(bracket.best, by), other: tilt(bracket.other, by) };
}

/** A smaller bracket with a new spot in it, and a safeguarded guess of the minimum. */
function narrowed(
  { best, other, closed }: Bracket,
  spot: Spot,
  least: number,
  most: number,
): Bracket {
  const turned = spot.slope * (best.slope / Math.abs(best.slope)) < 0;
  const { next, closes } = guess({ best, other, closed }, spot, turned, least, most);
  const isHigher = spot.value > best.value;
  const ends = isHigher ? { best, other: spot } : { best: spot, other: turned ? best : other };
  return { ...ends, closed: closed || closes, next };
}

type Known = Pick<Bracket, "best" | "other" | "closed">;

function guess(
  { best, other, closed }: Known,
  spot: Spot,
  turned: boolean,
  least: number,
  most: number,
) {
  if (spot.value > best.value) {
    const [cubic, quadratic] = [cubicFrom(best, spot), parabolaFrom(best, spot)];
    const nearer = Math.abs(cubic - best.at) < Math.abs(quadratic - best.at);
    return { next: nearer ? cubic : cubic + (quadratic - cubic) / 2, closes: true };
  }
  const secant = spot.at + (spot.slope / (spot.slope - best.slope)) * (best.at - spot.at);
  if (turned) {
    const cubic = cubicFrom(spot, best);
    const farther = Math.abs(cubic - spot.at) > Math.abs(secant - spot.at);
    return { next: farther ? cubic : secant, closes: true };
  }
  if (Math.abs(spot.slope) < Math.abs(best.slope)) {
    const cubic = cubicBeyond(best, spot, least, most);
    const isNearer = Math.abs(cubic - spot.at) < Math.abs(secant - spot.at);
    if (!closed) {
      const next = isNearer ? secant : cubic;
      return { next: Math.max(least, Math.min(most, next)), closes: false };
    }
    const next = isNearer ? cubic : secant;
    const limit = spot.at + 0.66 * (other.at - spot.at);
    return {
      next: spot.at > best.at ? Math.min(limit, next) : Math.max(limit, next),
      closes: false,
    };
  }
  if (closed) return { next: cubicFrom(spot, other), closes: false };
  return { next: spot.at > best.at ? most : least, closes: false };
}

/** The minimum of the cubic through two spots and their slopes, counted from the first. */
function cubicFrom(from: Spot, to: Spot): number {
  const theta = (3 * (from.value - to.value)) / (to.at - from.at) + from.slope + to.slope;
  const root = rootOf(theta, from, to) * (to.at < from.at ? -1 : 1);
  const share = (root - from.slope + theta) / (root - from.slope + root + to.slope);
  return from.at + share * (to.at - from.at);
}

/** The same beyond the second, where the slope gets flatter; an end where there is no minimum. */
function cubicBeyond(best: Spot, spot: Spot, least: number, most: number): number {
  const theta = (3 * (best.value - spot.value)) / (spot.at - best.at) + best.slope + spot.slope;
  const root = rootOf(theta, best, spot) * (spot.at > best.at ? -1 : 1);
  const share = (root - spot.slope + theta) / (root + (best.slope - spot.slope) + root);
  if (share < 0 && root !== 0) return spot.at + share * (best.at - spot.at);
  return spot.at > best.at ? most : least;
}

function rootOf(theta: number, one: Spot, two: Spot): number {
  const scale = Math.max(Math.abs(theta), Math.abs(one.slope), Math.abs(two.slope));
  const inside = (theta / scale) ** 2 - (one.slope / scale) * (two.slope / scale);
  return scale * Math.sqrt(Math.max(0, inside));
}

/** The minimum of the parabola through two spots and the slope of the first. */
function parabolaFrom(best: Spot, spot: Spot): number {
  const run = spot.at - best.at;
  return best.at + (best.slope / ((best.value - spot.value) / run + best.slope) / 2) * run;
}
