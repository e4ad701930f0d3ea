/** From logits to probabilities, on the host. */

/** `softmax(logits)` over some of the tokens, or over all. */
export function softmax(logits: Float32Array, among?: readonly number[]): number[] {
  const chosen = among ? among.map((token) => logits[token]!) : [...logits];
  const highest = Math.max(...chosen);
  const weights = chosen.map((z) => Math.exp(z - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
