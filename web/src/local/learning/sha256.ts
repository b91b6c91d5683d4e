/** SHA-256 (FIPS 180-4), also where a page without HTTPS is given none by its browser. */

/** 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const state = Uint32Array.from(FIRST);
  const words = padded(bytes);
  const schedule = new Uint32Array(64);
  for (let start = 0; start < words.length; start += 16) {
    schedule.set(words.subarray(start, start + 16));
    mix(state, schedule);
  }
  return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
}

/** Whole blocks of big-endian words: the bytes, a 1, zeros, the number of bits. */
function padded(bytes: Uint8Array): Uint32Array {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(whole.length - 4, (bytes.length * 8) >>> 0);
  return Uint32Array.from({ length: whole.length / 4 }, (_, word) => view.getUint32(4 * word));
}

function mix(state: Uint32Array, schedule: Uint32Array): void {
  for (let round = 16; round < 64; round += 1) {
    const [near, far] = [schedule[round - 2] ?? 0, schedule[round - 15] ?? 0];
    const first = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    const second = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    schedule[round] = first + second + (schedule[round - 7] ?? 0) + (schedule[round - 16] ?? 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    const chosen = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const one = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const two = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const first = (h + one + chosen + (ROUNDS[round] ?? 0) + (schedule[round] ?? 0)) | 0;
    [h, g, f, e] = [g, f, e, (d + first) | 0];
    [d, c, b, a] = [c, b, a, (first + two + majority) | 0];
  }
  for (const [place, word] of [a, b, c, d, e, f, g, h].entries()) {
    state[place] = (state[place] ?? 0) + word;
  }
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

const PRIMES = primes(64);
/** The first 32 bits behind the point of the roots of the first primes. */
const FIRST = PRIMES.slice(0, 8).map((prime) => behindPoint(Math.sqrt(prime)));
const ROUNDS = PRIMES.map((prime) => behindPoint(Math.cbrt(prime)));

function behindPoint(value: number): number {
  return Math.floor((value % 1) * 2 ** 32);
}

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  }
  return found;
}
