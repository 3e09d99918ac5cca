import { expect, it } from 'vitest'
import { agoText } from './ago-text.ts'

it.each([
  [-5_000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 minute ago'],
  [3_599_999, '59 minutes ago'],
  [7_200_000, '2 hours ago'],
  [86_400_000, 'yesterday'],
  [40 * 86_400_000, '40 days ago']
])('%d ms are %s', (passed, text) => {
  expect(agoText(passed)).toBe(text)
})
