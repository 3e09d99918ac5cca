/** What changed between two texts, line by line, and one person's changes put into another person's text. */

/** `count` lines from line `at` (from 0) on became `lines`. */
export interface Change {
  at: number
  count: number
  lines: string[]
}

export interface ShownLine {
  kind: 'same' | 'added' | 'removed'
  text: string
}

const linesOf = (text: string) => text.split('\n')

/** The fewest lines removed and added, first to last. */
export function changesBetween(before: string, after: string): Change[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  const kept = keptLines(a, b)
  const changes: Change[] = []
  let [fromA, fromB] = [0, 0]
  for (const [atA, atB] of [...kept, [a.length, b.length] as const]) {
    if (atA > fromA || atB > fromB) changes.push({ at: fromA, count: atA - fromA, lines: b.slice(fromB, atB) })
    ;[fromA, fromB] = [atA + 1, atB + 1]
  }
  return changes
}

/** Pairs of places of lines that stay: a longest common subsequence. */
function keptLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const [rows, columns] = [a.length - start - end, b.length - start - end]
  const width = columns + 1
  const longest = new Uint32Array((rows + 1) * width)
  const at = (row: number, column: number) => longest[row * width + column] ?? 0
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const same = a[start + row] === b[start + column]
      longest[row * width + column] = same
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  const kept: (readonly [number, number])[] = Array.from({ length: start }, (_, line) => [line, line] as const)
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (a[start + row] === b[start + column]) kept.push([start + row++, start + column++])
    else if (at(row + 1, column) >= at(row, column + 1)) row++
    else column++
  }
  for (let line = end; line > 0; line--) kept.push([a.length - line, b.length - line])
  return kept
}

/** Each change with up to `around` lines before and after it; null stands for lines that are left out. */
export function shownChanges(before: string, after: string, around = 2): (ShownLine | null)[] {
  const old = linesOf(before)
  const shown: (ShownLine | null)[] = []
  let next = 0
  const same = (from: number, to: number) => {
    for (const text of old.slice(from, to)) shown.push({ kind: 'same', text })
  }
  const changes = changesBetween(before, after)
  changes.forEach(({ at, count, lines }, index) => {
    const from = Math.max(next, at - around)
    if (from > next || (index === 0 && from > 0)) shown.push(null)
    same(from, at)
    for (const text of old.slice(at, at + count)) shown.push({ kind: 'removed', text })
    for (const text of lines) shown.push({ kind: 'added', text })
    const following = changes[index + 1]?.at ?? old.length
    next = Math.min(at + count + around, following)
    same(at + count, next)
  })
  if (changes.length > 0 && next < old.length) shown.push(null)
  return shown
}

/** Both changes of `base` in one text; undefined where they touch the same lines, or lines side by side. */
export function merged(base: string, mine: string, theirs: string): string | undefined {
  const [own, other] = [changesBetween(base, mine), changesBetween(base, theirs)]
  if (own.some(a => other.some(b => touch(a, b)))) return undefined
  const lines = linesOf(base)
  for (const { at, count, lines: fresh } of [...own, ...other].sort((a, b) => b.at - a.at)) {
    lines.splice(at, count, ...fresh)
  }
  return lines.join('\n')
}

const touch = (a: Change, b: Change) => a.at <= b.at + b.count && b.at <= a.at + a.count
