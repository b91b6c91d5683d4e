/** Numbers of 16 bits (IEEE 754), as NumPy writes them, by a way of its own. */
export function halves(bytes: Uint8Array): Float32Array {
  return Float32Array.from({ length: bytes.length / 2 }, (_, place) => {
    const bits = (bytes[2 * place] ?? 0) + 256 * (bytes[2 * place + 1] ?? 0);
    const exponent = Math.floor(bits / 1024) % 32;
    const fraction = bits % 1024;
    const size = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
    return bits >= 32768 ? -size : size;
  });
}
