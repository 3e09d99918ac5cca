import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { mutantsOf } from './mutants.ts'
import { testsOf } from './tests-of.ts'
import { unnoticeable } from './unnoticeable.ts'

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

it.each(unnoticeable)('$file: $what is a mutant that there is, and has its reason', ({ file, what, source, why }) => {
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n')
  const sources = mutantsOf(text).flatMap(one => (one.what === what ? [lines[one.line - 1]?.trim()] : []))
  expect(sources).toContain(source)
  expect(why).toMatch(/^.{20,}\.$/)
})

it('meets the test of its name, then those beside it, then those of who imports it', () => {
  const [named, beside = [], ...others] = testsOf('packages/core/src/access/authorize-zone.ts')
  expect(named).toEqual(['packages/core/src/access/authorize-zone.test.ts'])
  expect(beside).toContain('packages/core/src/access/access-table.test.ts')
  expect(others.flat()).toContain('packages/core/src/protocol/v1.test.ts')
})
