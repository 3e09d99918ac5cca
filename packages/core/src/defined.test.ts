import { expect, it } from 'vitest'
import { defined } from './defined.ts'

it('members that are undefined are not there, all others stay as they are', () => {
  const none: string | undefined = undefined
  const made: { a: number; b?: string; c: null; d: string; e: boolean } = defined({
    a: 1,
    b: none,
    c: null,
    d: '',
    e: false
  })
  expect(Object.entries(made)).toEqual([
    ['a', 1],
    ['c', null],
    ['d', ''],
    ['e', false]
  ])
})
