/**
 * Each alarm goes off when what it is about happens, and ends when that is over: what AWS would see is played through a
 * model of CloudWatch, with the workers' own lines and the templates' own filters and alarms. Times are seconds.
 */
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { bytes, finalize, openGateway, upload } from '../../packages/core/testing/upload-fixture.ts'
import { replayLogItems } from '../../packages/functions/src/lambda/replay-log-items.ts'
import { verifyUpload } from '../../packages/functions/src/lambda/verify-upload.ts'
import { FakeAws } from '../../packages/functions/testing/fake-aws.ts'
import type { AlarmName } from '../../stacks/alarms.ts'
import { CloudWatch } from './cloudwatch.ts'
import { playDeliveries } from './queue-model.ts'
import { ofType, synthesised } from './synthesised.ts'

const stage = synthesised('full')
const hour = 3600
const day = 24 * hour

interface Played {
  cloudWatch: CloudWatch
  /** From when to when it happens. */
  from: number
  until: number
}

interface Scenario {
  play(played: Played): Promise<void> | void
  /** s after it began, by when the alarm is on, and after it ended, by when it is off. */
  on: number
  off: number
  /** What else tells of the same. */
  also?: AlarmName[]
}

function everyMinute({ from, until }: Played, tell: (at: number) => void): void {
  for (let at = from; at < until; at += 60) tell(at)
}

/** Answers of a minute: so many, and so many of them with that status. */
function answers(cloudWatch: CloudWatch, at: number, all: number, failed: number, line: Record<string, string>): void {
  cloudWatch.put('Count', 'api', at, all)
  for (let count = 0; count < failed; count++) cloudWatch.log('api.apiLogGroup', at, line)
}

const triesOf = (queue: string) => {
  const [, found] =
    ofType(stage, 'AWS::SQS::Queue').find(([id]) => new RegExp(`^queues.${queue}[0-9A-F]{8}$`).test(id)) ?? []
  return z.object({ maxReceiveCount: z.number() }).parse(found?.Properties.RedrivePolicy).maxReceiveCount
}

async function failingWorker(name: 'verifyUpload' | 'replayLogItems', heals: () => boolean) {
  const aws = new FakeAws()
  const made = await openGateway({ limits: { verifyInRequestBytes: 4 } })
  const open = () => ({
    gateway: { ...made.deps, logger: aws.overrides.logger, allowedOrigins: [] },
    close: async () => {}
  })
  const overrides = { ...aws.overrides, open }
  if (name === 'verifyUpload') {
    await finalize(made, await upload(made, bytes))
    const { default: bucket } = made.buckets
    const { copy } = bucket
    bucket.copy = (...given) => (heals() ? copy.apply(bucket, given) : Promise.reject(new Error('away')))
    return { aws, worker: verifyUpload(overrides), body: made.jobs[0] ?? {} }
  }
  const { addLogItems } = made.ephemeral
  made.ephemeral.addLogItems = (...given) =>
    heals() ? addLogItems.apply(made.ephemeral, given) : Promise.reject(new Error('away'))
  return { aws, worker: replayLogItems(overrides), body: { id: 'i', item: { n: 1 } } }
}

const queues = {
  verifyUpload: { queue: 'verifications', deadLetters: 'verificationsdeadletters', log: 'workers.verifyUpload' },
  replayLogItems: { queue: 'logitems', deadLetters: 'logitemsdeadletters', log: 'workers.replayLogItems' }
} as const

async function playWorker(name: keyof typeof queues, { cloudWatch, from, until }: Played, healsAt: number) {
  const names = queues[name]
  const tries = triesOf(names.queue)
  const began = Date.UTC(2026, 0, 1) / 1000 - from
  const worked = await failingWorker(name, () => worked.aws.time / 1000 - began >= healsAt)
  return playDeliveries({ cloudWatch, ...worked, names, tries, sentAt: from, until })
}

const lines =
  (group: string, event: string): Scenario['play'] =>
  ({ cloudWatch, from }) =>
    cloudWatch.log(group, from, { event })
const deadLetter =
  (of: string): Scenario['play'] =>
  played =>
    everyMinute(played, at => played.cloudWatch.put('ApproximateNumberOfMessagesVisible', of, at, 1))
const waiting =
  (of: string): Scenario['play'] =>
  played =>
    everyMinute(played, at => played.cloudWatch.put('ApproximateAgeOfOldestMessage', of, at, at - played.from))

const scenarios: Record<AlarmName, Scenario> = {
  'failing-answers': {
    play: played =>
      everyMinute(played, at => answers(played.cloudWatch, at, 50, 5, { status: '500', functionMs: '9' })),
    on: 1200,
    off: 600
  },
  'slow-answers': {
    play: played => everyMinute(played, at => played.cloudWatch.put('Latency', 'api', at, 12_000)),
    on: 1500,
    off: 600
  },
  throttled: {
    play: played => everyMinute(played, at => played.cloudWatch.put('Throttles', '', at, 1)),
    on: 600,
    off: 600
  },
  'verify-upload-fails': {
    play: async played =>
      void (await playWorker('verifyUpload', { ...played, until: played.until + day }, played.until)),
    on: 2400,
    off: 2400
  },
  'replay-log-items-fails': {
    play: async played =>
      void (await playWorker('replayLogItems', { ...played, until: played.until + day }, played.until)),
    on: 3 * hour,
    off: 3 * hour
  },
  'verifications-dead-letters': { play: deadLetter('verificationsdeadletters'), on: 600, off: 600 },
  'log-items-dead-letters': { play: deadLetter('logitemsdeadletters'), on: 600, off: 600 },
  'job-dead-letters': { play: deadLetter('jobdeadletters'), on: 600, off: 600 },
  'zone-broken': { play: lines('jobs.checkZones', 'zone.broken'), on: 600, off: 600 },
  'zone-healed': { play: lines('jobs.checkZones', 'zone.healed'), on: 600, off: 600 },
  'verifications-wait': { play: waiting('verifications'), on: hour + 600, off: 600 },
  'log-items-wait': { play: waiting('logitems'), on: hour + 600, off: 600 }
}

describe.each(Object.entries(scenarios))('the alarm %s', (name, { play, on, off }) => {
  const [from, until] = [day, day + 3 * hour]
  const cloudWatch = new CloudWatch(stage, 'kachery-gateway-prod-')
  const played = Promise.resolve().then(() => play({ cloudWatch, from, until }))
  const times = (begin: number, end: number) =>
    Array.from({ length: Math.ceil((end - begin) / 300) }, (_, index) => begin + index * 300)

  it('is off before, goes off once it happens, and alone', async () => {
    await played
    expect(times(0, from).filter(at => cloudWatch.isOn(name, at))).toEqual([])
    expect(times(from, from + on + 300).some(at => cloudWatch.isOn(name, at))).toBe(true)
    const others = cloudWatch.alarms.filter(each => times(0, until + day).some(at => cloudWatch.isOn(each, at)))
    expect(others).toEqual([name])
  })

  it('ends when it is over', async () => {
    await played
    expect(times(until + off, until + 2 * day).filter(at => cloudWatch.isOn(name, at))).toEqual([])
  })

  it('stays on for as long as it lasts, and what happened once is told once', async () => {
    await played
    const first = times(from, until).find(at => cloudWatch.isOn(name, at)) ?? until
    if (name.startsWith('zone-')) return expect(cloudWatch.isOn(name, first + 300)).toBe(false)
    expect(times(first, until).filter(at => !cloudWatch.isOn(name, at))).toEqual([])
  })
})

describe('what is no alarm', () => {
  const cloudWatch = () => new CloudWatch(stage, 'kachery-gateway-prod-')
  const on = (watched: CloudWatch, until: number) =>
    watched.alarms.filter(name =>
      Array.from({ length: until / 300 }, (_, index) => index * 300).some(at => watched.isOn(name, at))
    )

  it('is a client that asks again and again while its file is being verified: such a 503 is no failure', () => {
    const watched = cloudWatch()
    everyMinute({ cloudWatch: watched, from: 0, until: hour }, at => {
      answers(watched, at, 40, 20, { status: '503', functionMs: '9' })
      for (let count = 0; count < 20; count++) watched.log('api.gateway', at, { event: 'answer.pending' })
    })
    expect(on(watched, 2 * hour)).toEqual([])
  })

  it('is a scratch zone’s own 429; that of the API, which no function saw, is one', () => {
    const [own, ofApi] = [cloudWatch(), cloudWatch()]
    for (const [watched, functionMs] of [
      [own, '12'],
      [ofApi, '-']
    ] as const)
      everyMinute({ cloudWatch: watched, from: 0, until: hour }, at =>
        answers(watched, at, 100, 50, { status: '429', functionMs })
      )
    expect(on(own, 2 * hour)).toEqual([])
    expect(on(ofApi, 2 * hour)).toEqual(['failing-answers'])
  })

  it('is a single failure, or a message that is done at the second try', async () => {
    const watched = cloudWatch()
    answers(watched, 0, 1, 1, { status: '500', functionMs: '9' })
    expect(await playWorker('verifyUpload', { cloudWatch: watched, from: 0, until: hour }, 30)).toBe(60)
    expect(on(watched, 2 * hour)).toEqual([])
  })

  it('is a zone that goes on failing in a job hour after hour: it is told once', () => {
    const watched = cloudWatch()
    watched.log('jobs.archiveLogs', 0, { event: 'job.zone_began_failing' })
    for (let at = hour; at < day; at += hour) watched.log('jobs.archiveLogs', at, { event: 'job.zone_failed' })
    expect(on(watched, hour)).toEqual(['zone-broken'])
    expect(
      Array.from({ length: 270 }, (_, index) => 900 + index * 300).filter(at => watched.isOn('zone-broken', at))
    ).toEqual([])
  })
})

it('a verification that never succeeds fails for about four hours before it is given up, and is told all the while', async () => {
  const watched = new CloudWatch(stage, 'kachery-gateway-prod-')
  const given = await playWorker('verifyUpload', { cloudWatch: watched, from: 0, until: 2 * day }, 10 * day)
  expect(given).toBeGreaterThan(3.5 * hour)
  expect(given).toBeLessThan(5 * hour)
  expect(watched.isOn('verify-upload-fails', (given ?? 0) - 600)).toBe(true)
  expect(watched.isOn('verifications-dead-letters', (given ?? 0) + 600)).toBe(true)
  // What the alarm looked at before: SQS forgets the age of what was received three times.
  expect(watched.isOn('verifications-wait', (given ?? 0) - 600)).toBe(false)
})
