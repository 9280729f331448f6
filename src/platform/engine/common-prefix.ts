/** Number of leading elements that `a` and `b` share: what a KV cache of `a` is worth to a prompt `b`. */
export function commonPrefixLength(a: readonly number[], b: readonly number[]): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a[length] === b[length]) length += 1;
  return length;
}
