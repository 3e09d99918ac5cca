import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Change, changesBetween, merged, shownChanges } from './line-changes.ts'

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map(lines => lines.join('\n'))

const applied = (before: string, changes: readonly Change[]) => {
  const lines = before.split('\n')
  for (const { at, count, lines: fresh } of changes.toReversed()) lines.splice(at, count, ...fresh)
  return lines.join('\n')
}

it('what changed, applied to what was, gives what is', () => {
  void fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applied(before, changesBetween(before, after))).toBe(after)
    })
  )
})

it('equal texts have no changes, and an added line is one', () => {
  expect(changesBetween('a\nb', 'a\nb')).toEqual([])
  expect(changesBetween('a\nb', 'a\nx\nb')).toEqual([{ at: 1, count: 0, lines: ['x'] }])
})

it('changes are shown with the lines around them, and what is left out is marked', () => {
  const before = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].join('\n')
  expect(shownChanges(before, before.replace('5', 'five'), 1)).toEqual([
    null,
    { kind: 'same', text: '4' },
    { kind: 'removed', text: '5' },
    { kind: 'added', text: 'five' },
    { kind: 'same', text: '6' },
    null
  ])
  expect(shownChanges(before, before)).toEqual([])
})

it('changes far from each other are both kept', () => {
  expect(merged('a\nb\nc\nd\ne', 'A\nb\nc\nd\ne', 'a\nb\nc\nd\nE\nf')).toBe('A\nb\nc\nd\nE\nf')
})

it('changes of the same line, or side by side, are for a person to decide', () => {
  expect(merged('a\nb\nc', 'a\nB\nc', 'a\nx\nc')).toBeUndefined()
  expect(merged('a\nb\nc', 'a\nB\nc', 'a\nb\nC')).toBeUndefined()
  expect(merged('a\nb', 'a\nx\nb', 'a\ny\nb')).toBeUndefined()
})

it('merged with a text that nobody changed, one’s own is what comes out', () => {
  void fc.assert(
    fc.property(text, text, (base, mine) => {
      expect(merged(base, mine, base)).toBe(mine)
    })
  )
})

it('the largest settings file is compared in a moment', () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => `  - { userId: user-${at}, upload: true }`)
  const began = performance.now()
  changesBetween(lines.join('\n'), lines.toReversed().join('\n'))
  expect(performance.now() - began).toBeLessThan(2_000)
})
