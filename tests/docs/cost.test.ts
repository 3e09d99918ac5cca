/** docs/cost.md and the sizes of functions, held to the measurements that they follow from. No time is measured here. */
import { readFileSync } from 'node:fs'
import { functions } from '@kachery-gateway/functions/lambda/functions.ts'
import { costCommandLine } from '@kachery-gateway/operator/cost/command-line.ts'
import { describe, expect, it } from 'vitest'
import { costDocument } from '../../bench/cost/document.ts'
import { usualRate } from '../../bench/cost/flood-chapter.ts'
import { chosenMemory, durationOf, memorySizes, worksOf } from '../../bench/cost/lambda.ts'
import { measuredFunctions, readMeasurements } from '../../bench/cost/measurements.ts'
import { costModel } from '../../bench/cost/model.ts'
import { costOf, totalOf } from '../../bench/cost/prices.ts'
import { idleAmounts } from '../../bench/cost/resource-types.ts'
import { labAmounts } from '../../bench/cost/usage.ts'
import { stageSettings } from '../../stacks/stage-settings.ts'

const measurements = readMeasurements()

it('docs/cost.md is what `npm run cost` makes of the committed measurements', () => {
  expect(readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8')).toBe(costDocument(measurements))
})

it('a stage that nobody uses costs at most US$ 1 a month, within what is always free', () => {
  expect(totalOf(idleAmounts, true)).toBeLessThanOrEqual(1)
  expect(totalOf(idleAmounts, false)).toBeGreaterThan(totalOf(idleAmounts, true))
})

it('the example’s gateway costs a fifth of the older one at most, even if nothing is free it costs less', () => {
  const { gateway } = labAmounts(measurements)
  expect(totalOf(gateway, true)).toBeLessThanOrEqual(4)
  expect(totalOf(gateway, false)).toBeLessThan(20)
})

describe('what `npm run cost -- --stage` compares', () => {
  const model = costModel(measurements)

  it('is what docs/cost.md says: the command, the rate of requests, and the price of the example', () => {
    const text = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8')
    const [, words = ''] = /^npm run cost -- (.*)$/m.exec(text) ?? []
    expect(costCommandLine(words.split(' '), {})).toMatchObject({ asked: { at: { stage: 'prod' }, days: 7 } })
    expect(stageSettings('lab', {}).throttle.rate).toBe(usualRate)
  })

  it('has a time for what clients wait for, the memory of each function, and units for each request', () => {
    expect(Object.keys(model.functions)).toEqual(Object.keys(functions))
    for (const [name, { memory }] of Object.entries(model.functions))
      expect(memory).toBe(functions[name as keyof typeof functions].memory)
    expect(model.functions.gateway?.duration).toBeGreaterThan(5)
    expect(model.functions.gateway?.duration).toBeLessThan(150)
    expect(model.aRequest.ephemeral.write).toBeGreaterThan(3)
    expect(model.aRequest.logBytes).toBeCloseTo(400)
    expect(model.queueRequestsADay).toBeCloseTo(43_200)
  })
})

it('what is free is taken off, and never more than was used', () => {
  expect(costOf('queueRequest', 3_000_000, true)).toBeCloseTo(0.8)
  expect(costOf('queueRequest', 3_000_000, false)).toBeCloseTo(1.2)
  expect(costOf('queueRequest', 10, true)).toBe(0)
})

describe('the memory of a function', () => {
  it.each(measuredFunctions)('%s is the smallest that does what is wanted of it', name => {
    expect(functions[name].memory).toBe(chosenMemory(name, measurements))
  })

  it('makes nothing slower where there is more of it', () => {
    for (const work of Object.values(worksOf(measurements))) {
      const durations = memorySizes.map(size => durationOf(work, measurements, size))
      expect(durations).toEqual(durations.toSorted((a, b) => b - a))
    }
  })
})
