/** Sorting of many in slices of time. */
import { isSliceOver, nextSlice } from '../time-slice.ts'

/** Sorted in one go: some 3 ms. */
const runLength = 2_048

type Entry = readonly [id: string, ...unknown[]]

/** By id, ascending; no two have the same. */
export async function sortedById<E extends Entry>(entries: Iterable<E>): Promise<E[]> {
  let runs: E[][] = []
  let run: E[] = []
  const endRun = () => {
    if (run.length > 0) runs.push(run.sort(([a], [b]) => (a < b ? -1 : 1)))
    run = []
  }
  for (const entry of entries) {
    run.push(entry)
    if (run.length < runLength) continue
    endRun()
    if (isSliceOver()) await nextSlice()
  }
  endRun()
  while (runs.length > 1) {
    const longer: E[][] = []
    for (let at = 0; at < runs.length; at += 2) longer.push(await merged(runs[at] ?? [], runs[at + 1] ?? []))
    runs = longer
  }
  return runs[0] ?? []
}

async function merged<E extends Entry>(one: E[], other: E[]): Promise<E[]> {
  const both: E[] = []
  let [first, second] = [0, 0]
  for (;;) {
    const [a, b] = [one[first], other[second]]
    const next = a !== undefined && (b === undefined || a[0] < b[0]) ? a : b
    if (next === undefined) return both
    both.push(next)
    if (next === a) first++
    else second++
    if (isSliceOver()) await nextSlice()
  }
}
