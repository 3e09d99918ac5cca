import { expect, it } from 'vitest'
import { mutantsOf } from './mutants.ts'

const mutated = (source: string) =>
  mutantsOf(source).map(({ start, end, text }) => source.slice(0, start) + text + source.slice(end))

it.each([
  ['f(a && b)', ['f(a || b)']],
  ['if (a) b()', ['if (!(a)) b()']],
  ['x = list.some(f)', ['x = list.every(f)']],
  ['await f()', ['f()']],
  ['x = !a', ['x = a']],
  ['x = a < 3', ['x = a <= 3', 'x = a < 4']],
  ['x = a === b ? true : c', ['x = !(a === b) ? true : c', 'x = a !== b ? true : c', 'x = a === b ? false : c']],
  ["x = 'a' + b", []],
  ['type A = { a: true, b: 3 }', []]
])('%s', (source, expected) => {
  expect(mutated(source).toSorted()).toEqual(expected.toSorted())
})

it('says where each is, and what it does', () => {
  expect(mutantsOf('a()\nawait b()')).toEqual([{ start: 4, end: 10, text: '', what: 'drops an await', line: 2 }])
})
