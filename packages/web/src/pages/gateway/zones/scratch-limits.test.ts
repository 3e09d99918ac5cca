import { ScratchLimits } from '@kachery-gateway/core/model/scratch-limits.ts'
import { expect, it } from 'vitest'
import { scratchMistakes, scratchOf, usualScratch } from './scratch-limits.ts'

it('the usual limits are those of the gateway', () => {
  expect(scratchOf(usualScratch)).toEqual(ScratchLimits.parse({}))
  expect(scratchMistakes(usualScratch)).toEqual({})
})

it('what has no mistake here is taken by the gateway, up to the most', () => {
  const most = { fileMB: '5000', filesPerDay: '1000000', dayGB: '100000', retentionDays: '366' }
  expect(scratchMistakes(most)).toEqual({})
  expect(ScratchLimits.safeParse(scratchOf(most)).success).toBe(true)
})

it.each(['', '0', '1.5', '-1', 'ten', '367'])('%j is no number of days', retentionDays => {
  expect(scratchMistakes({ ...usualScratch, retentionDays })).toEqual({
    retentionDays: 'A whole number from 1 to 366.'
  })
})
