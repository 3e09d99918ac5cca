import { expect, it } from 'vitest'
import { acceptedKeys, readRotatingKey, rotatingKeyText } from './rotating-key.ts'

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]

it.each([
  [a, [a]],
  [`${a}\n`, [a]],
  [`${a} next:${b}`, [a, b]],
  [`${b} previous:${a}`, [b, a]],
  [`${b} previous:${a}:101`, [b, a]],
  [`${b} previous:${a}:100`, [b]],
  ['geheim', ['geheim']],
  [`${a} next:short`, [a]],
  ['', ['']]
])('of "%s" the first is used, and those are taken at 100', (text, keys) => {
  expect(acceptedKeys(text, 100)).toEqual(keys)
})

it('is written as it is read', () => {
  for (const text of [a, `${a} next:${b}`, `${b} previous:${a}`, `${b} previous:${a}:101`])
    expect(rotatingKeyText(readRotatingKey(text))).toBe(text)
})
