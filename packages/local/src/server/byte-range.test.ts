import { expect, it } from 'vitest'
import { byteRange } from './byte-range.ts'

it.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=2-', { start: 2, end: 9 }],
  ['bytes=2-5', { start: 2, end: 5 }],
  ['bytes=2-99', { start: 2, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-99', { start: 0, end: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=10-11', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-2', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,3-4', undefined],
  ['bytes= 0-1', undefined],
  ['Bytes=0-1', undefined],
  ['items=0-1', undefined],
  ['bytes=0x1-2', undefined],
  [`bytes=0-${'9'.repeat(16)}`, undefined],
  ['', undefined],
  [undefined, undefined]
] as const)('of ten bytes %s means %j', (header, range) => {
  expect(byteRange(header, 10)).toEqual(range)
})

it('of no bytes there is no part', () => {
  expect(byteRange('bytes=0-', 0)).toBe('unsatisfiable')
  expect(byteRange('bytes=-1', 0)).toBe('unsatisfiable')
})
