import { usualTimeLimits } from '@kachery-gateway/core/stores/s3/time-limits.ts'
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

it('what deleteFile removes is removed before its caller is told to try again', () => {
  expect(usualBudget.remove + usualTimeLimits.call).toBeLessThanOrEqual(usualBudget.operation)
})
