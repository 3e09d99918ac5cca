import { expect, it } from 'vitest'
import { leftText, rateOf, type Sample, sampled } from './rate.ts'
import { Alarm, delayOf, nextLook } from './retry.ts'

const sampledAll = (all: Sample[]) => all.reduce<Sample[]>(sampled, [])

it('a rate is of the last 15 s, and nothing is said of less than 1.5 s', () => {
  const steady = sampledAll(Array.from({ length: 60 }, (_, s) => ({ at: s * 1000, bytes: s * 5_000_000 })))
  expect(rateOf(steady, 59_000)).toBe(5_000_000)
  expect(steady[0]?.at).toBe(44_000)
  expect(
    rateOf(
      sampledAll([
        { at: 0, bytes: 0 },
        { at: 900, bytes: 9 }
      ]),
      900
    )
  ).toBeUndefined()
})

it('a rate falls while nothing comes, and begins anew where bytes were lost', () => {
  const samples = sampledAll([
    { at: 0, bytes: 0 },
    { at: 2000, bytes: 4000 }
  ])
  expect(rateOf(samples, 2000)).toBe(2000)
  expect(rateOf(samples, 8000)).toBe(500)
  expect(sampled(samples, { at: 9000, bytes: 10 })).toEqual([{ at: 9000, bytes: 10 }])
})

it.each([
  [2, 'a few seconds left'],
  [31, '35 s left'],
  [58, '1 min left'],
  [3540, '59 min left'],
  [3600, '1 h left'],
  [9000, '2 h 30 min left'],
  [90_000, 'more than a day left']
])('%i s are said as: %s', (seconds, text) => expect(leftText(seconds)).toBe(text))

it('tries come later and later, up to a minute, and never all pages at once', () => {
  expect([1, 2, 3, 10].map(attempt => delayOf(attempt, 0.5))).toEqual([1000, 2000, 4000, 60_000])
  expect([delayOf(1, 0), delayOf(1, 1)]).toEqual([750, 1250])
  expect([nextLook(1), nextLook(20)]).toEqual([400, 10_000])
})

it('a pause ends when the computer is online again, and with what it is for', async () => {
  const alarm = new Alarm()
  const never = new AbortController()
  const pause = alarm.pause(1e9, never.signal)
  alarm.ring()
  await pause
  const other = alarm.pause(1e9, never.signal)
  never.abort(new Error('cancelled'))
  await expect(other).rejects.toThrow('cancelled')
})
