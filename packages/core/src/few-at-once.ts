/** Work for each of many, a few side by side; results in the order of what they are of. */
export async function fewAtOnce<T, R>(all: readonly T[], atOnce: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let from = 0; from < all.length; from += atOnce) {
    results.push(...(await Promise.all(all.slice(from, from + atOnce).map(work))))
  }
  return results
}
