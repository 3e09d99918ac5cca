import { expect, it } from 'vitest'
import { countsText, durationText } from './job-words.ts'

it('what was counted is told, but for what is none', () => {
  expect(countsText({ archives: 12, unreadable_items: 0, came_again: 3400 })).toBe('archives: 12, came again: 3,400')
  expect(countsText({})).toBe('')
})

it.each([
  [340, '340 ms'],
  [12_400, '12 s'],
  [119_000, '119 s'],
  [180_000, '3 min']
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})
