/**
 * Whether answers of some kinds take longer than those of others: as many of each in turn, compared by rank, so that a slow
 * machine and a pause say nothing. Of two kinds that take equally long, each is the slower one half the times.
 */

/** Of each kind. */
const requests = 2_000
/** The first are slow, since their code is. */
const warming = 200
/** Most of an answer's time is waiting. */
const atOnce = 16
/** By chance a share of 2,000 and 2,000 lies within 0.009 of a half, two times in three. */
export const tolerated = 0.05

interface ComparedTimes<K> {
  /** How often answers of the one kind take longer than those of the other, of all pairs. */
  share(one: K, other: K): number
  /** How many characters were told, of a kind. */
  told(kind: K): number[]
}

/** `ask` gives how many characters were told. */
export async function comparedTimes<K>(
  kinds: readonly K[],
  ask: (kind: K) => Promise<number>
): Promise<ComparedTimes<K>> {
  const times: { ms: number; kind: K }[] = []
  const told = new Map<K, Set<number>>(kinds.map(kind => [kind, new Set()]))
  const turns = Array.from({ length: requests + warming }, () => kinds)
    .flat()
    .entries()
  async function askOn(): Promise<void> {
    for (const [turn, kind] of turns) {
      const began = performance.now()
      const length = await ask(kind)
      const ms = performance.now() - began
      told.get(kind)?.add(length)
      if (turn >= warming * kinds.length) times.push({ ms, kind })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, askOn))
  times.sort((a, b) => a.ms - b.ms)
  return {
    share(one, other) {
      let [quickerOthers, pairs] = [0, 0]
      for (const { kind } of times) {
        if (kind === one) pairs += quickerOthers
        else if (kind === other) quickerOthers += 1
      }
      return pairs / requests ** 2
    },
    told: kind => [...(told.get(kind) ?? [])]
  }
}
