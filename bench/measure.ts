/**
 * Comparing two ways to do something on a machine that does other things too: both run in turn, A B A B …, so that what
 * slows the machine down slows both, and each round gives one ratio. The median of the rounds is what counts.
 */

export interface Comparison {
  /** What is looked at over its floor: median of the rounds. */
  ratio: number
  /** The first and third quartile of the rounds' ratios. */
  spread: readonly [number, number]
  /** Medians, in the unit of the meter. */
  subject: number
  floor: number
  /** Median of the rounds' differences, in the same unit. */
  difference: number
}

/** One turn; the answer is what it cost. */
export type Turn = () => number | Promise<number>

/** On a busy machine a comparison ends after this long, ms, if it has had this many rounds. */
const patience = 4_000
const fewestRounds = 3

/** What each round cost, both ways. */
export interface Round<T> {
  subject: T
  floor: T
}

/** `rounds`: at most. */
export async function compare(turns: { subject: Turn; floor: Turn }, rounds: number): Promise<Comparison> {
  return comparison(await inTurn(turns, rounds))
}

/** For turns that tell several costs; `comparison` is then made of each. */
export async function inTurn<T>(
  turns: { subject: () => T | Promise<T>; floor: () => T | Promise<T> },
  rounds: number
): Promise<Round<T>[]> {
  const began = performance.now()
  // The first round warms both up: compilers, connections, caches.
  await turns.floor()
  await turns.subject()
  const costs: Round<T>[] = []
  for (let round = 0; round < rounds; round++) {
    if (round >= fewestRounds && performance.now() - began > patience) break
    // Each is first in half of the rounds: what one leaves behind, garbage for one, weighs on both alike.
    const before = round % 2 === 0 ? await turns.floor() : undefined
    const subject = await turns.subject()
    costs.push({ subject, floor: before ?? (await turns.floor()) })
  }
  return costs
}

export function comparison(costs: readonly Round<number>[]): Comparison {
  const ratios = costs.map(({ subject, floor }) => subject / floor)
  return {
    ratio: median(ratios),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    subject: median(costs.map(({ subject }) => subject)),
    floor: median(costs.map(({ floor }) => floor)),
    difference: median(costs.map(({ subject, floor }) => subject - floor))
  }
}

/** µs of CPU time of the whole process, its garbage collection included, for one of `times` runs. */
export function cpuTime(times: number, run: (n: number) => unknown): Turn {
  let n = 0
  return async () => {
    const before = process.cpuUsage()
    for (let i = 0; i < times; i++) {
      const running = run(n++)
      if (running instanceof Promise) await running
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / times
  }
}

/** ms that pass while `run` runs; `prepare` and `tidy` are not counted. */
export function elapsed<T>(
  run: (prepared: T) => Promise<unknown>,
  prepare: () => Promise<T>,
  tidy: (prepared: T) => Promise<unknown> = async () => {}
): Turn {
  return async () => {
    const prepared = await prepare()
    const began = performance.now()
    await run(prepared)
    const passed = performance.now() - began
    await tidy(prepared)
    return passed
  }
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

/** Between two values the line between them is taken. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN]
  return below + (above - below) * (place - Math.floor(place))
}
