import { expect, it } from 'vitest'
import { slowBudget, usualBudget } from './time-budget.ts'

it.each([
  ['any request', usualBudget, 10_000],
  ['the finalizing of a large file', slowBudget, 30_000]
])('the time for verifying, the operation and all of %s nest', (_, { verify, operation, all }, end) => {
  const limits = [0, verify, operation, all, end]
  expect(limits).toEqual(limits.toSorted((a, b) => a - b))
  expect(new Set(limits).size).toBe(limits.length)
})
