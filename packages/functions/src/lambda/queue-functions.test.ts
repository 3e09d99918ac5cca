/** The functions behind the queues, on an in-memory gateway. */

import { describe, expect, it } from 'vitest'
import { bytes, finalize, found, openGateway, upload, wrong } from '../../../core/testing/upload-fixture.ts'
import { FakeAws, variables } from '../../testing/fake-aws.ts'
import { lambdaContext } from '../../testing/http-event.ts'
import { replayLogItems } from './replay-log-items.ts'
import { verifyUpload } from './verify-upload.ts'

type Fixture = Awaited<ReturnType<typeof openGateway>>

async function fixture() {
  const aws = new FakeAws()
  const fixture = await openGateway({ limits: { verifyInRequestBytes: 4 } })
  const open = () => ({
    gateway: { ...fixture.deps, logger: aws.overrides.logger, allowedOrigins: [] },
    close: async () => {}
  })
  return { aws, fixture, overrides: { ...aws.overrides, open } }
}

/** `deliveries`: how often each has been delivered. */
const event = (bodies: readonly (string | object)[], deliveries = 1, sentAt = 0) => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: `r${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(deliveries), SentTimestamp: String(sentAt) },
    eventSource: 'aws:sqs'
  }))
})
const failures = (...ids: string[]) => ({ batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })) })
const delays = (aws: FakeAws) =>
  aws
    .bodiesOf('sqs ChangeMessageVisibility')
    .map(({ ReceiptHandle, VisibilityTimeout }) => [ReceiptHandle, VisibilityTimeout])
const allEvents = (aws: FakeAws): { event: string }[] => aws.lines.map(line => JSON.parse(line))
const unfinished = (aws: FakeAws) => allEvents(aws).filter(({ event }) => event === 'queue.unfinished')
/** But for what is said of every batch that is not done. */
const events = (aws: FakeAws) =>
  allEvents(aws)
    .map(({ event }) => event)
    .filter(event => event !== 'queue.unfinished')

describe('the worker of verifications', () => {
  async function queued(content = bytes) {
    const made = await fixture()
    await finalize(made.fixture, await upload(made.fixture, content))
    const [job] = made.fixture.jobs
    if (job === undefined) throw new Error('nothing was queued')
    return { ...made, job, worker: verifyUpload(made.overrides) }
  }

  it('verifies what is queued; a message of what is done already is done', async () => {
    const { fixture, aws, job, worker } = await queued()
    expect(await worker(event([job, job]), lambdaContext())).toEqual(failures())
    expect(await found(fixture)).toBe(true)
    expect(await worker(event([job]), lambdaContext())).toEqual(failures())
    expect(aws.count('sqs ChangeMessageVisibility')).toBe(0)
  })

  it('is done with bytes that are wrong, which are told of', async () => {
    const { fixture, job, worker } = await queued(wrong)
    expect(await worker(event([job]), lambdaContext())).toEqual(failures())
    expect(await found(fixture)).toBe(false)
    expect(fixture.ephemeral.logItems).toHaveLength(1)
  })

  it('has a job that fails delivered again, later and later, and does the others of its batch', async () => {
    const { fixture, aws, job, worker } = await queued()
    const { default: bucket } = fixture.buckets
    const { copy } = bucket
    bucket.copy = () => Promise.reject(new Error('away'))
    const gone = { ...job, uploadId: 'f'.repeat(32) }
    expect(await worker(event([job, gone]), lambdaContext())).toEqual(failures('m0'))
    await worker(event([job], 3), lambdaContext())
    await worker(event([job], 30), lambdaContext())
    expect(delays(aws)).toEqual([
      ['r0', 60],
      ['r0', 240],
      ['r0', 900]
    ])
    expect(aws.bodiesOf('sqs ChangeMessageVisibility')[0]?.QueueUrl).toBe(variables.VERIFICATIONS_QUEUE_URL)
    bucket.copy = copy
    expect(await worker(event([job], 31), lambdaContext())).toEqual(failures())
    expect(await found(fixture)).toBe(true)
  })

  it('has messages that are no jobs put aside, said once', async () => {
    const { aws, worker } = await queued()
    for (const body of ['nonsense', '{}', '{"zone":"../x","hash":"a","uploadId":"b"}']) {
      expect(await worker(event([body]), lambdaContext())).toEqual(failures('m0'))
      await worker(event([body], 2), lambdaContext())
    }
    expect(events(aws)).toEqual(Array(3).fill('verification.not_a_job'))
  })

  it('says of what it could not finish how old it is and how often it was tried: alarms count it', async () => {
    const { fixture, aws, job, worker } = await queued()
    fixture.buckets.default.copy = () => Promise.reject(new Error('away'))
    await worker(event([job], 7, aws.time - 3_700_400), lambdaContext())
    expect(unfinished(aws)).toEqual([expect.objectContaining({ messages: 1, ageSeconds: 3700, tries: 7 })])
    await worker({ Records: [{ ...event([job]).Records[0], attributes: {} }] }, lambdaContext())
    expect(unfinished(aws).at(-1)).toMatchObject({ messages: 1, ageSeconds: 0, tries: 1 })
  })

  it('begins no job when its time gets short', async () => {
    const { fixture, job, worker } = await queued()
    let left = 900_000
    const context = lambdaContext(() => {
      const now = left
      left = 100_000
      return now
    })
    expect(await worker(event([job]), context)).toEqual(failures('m0'))
    await expect(found(fixture)).rejects.toMatchObject({ code: 'file.being_verified' })
  })

  it('lets go of a job that it cannot finish in time', async () => {
    const { fixture, aws, job, worker } = await queued()
    fixture.buckets.default.copy = () => new Promise(() => {})
    expect(
      await worker(
        event([job]),
        lambdaContext(() => 10_030)
      )
    ).toEqual(failures('m0'))
    expect(events(aws)).toEqual(['verification.out_of_time'])
  })

  it('fails every message while it has no gateway, and none where it was given none', async () => {
    const { aws, job, worker } = await queued()
    aws.failing.set('ssm GetParameters', 403)
    expect(await worker(event([job, job]), lambdaContext())).toEqual(failures('m0', 'm1'))
    expect(await worker({ key1: 'value1' }, lambdaContext())).toEqual(failures())
    expect(events(aws)).toEqual(['queue.batch_failed', 'queue.no_messages'])
  })

  it('leaves it to the queue when a message comes again where it cannot say so', async () => {
    const { fixture, aws, job, worker } = await queued()
    fixture.buckets.default.copy = () => Promise.reject(new Error('away'))
    aws.failing.set('sqs ChangeMessageVisibility', 403)
    expect(await worker(event([job]), lambdaContext())).toEqual(failures('m0'))
    expect(events(aws)).toEqual(['verification.failed', 'queue.not_postponed'])
  })
})

describe('the replay of log items', () => {
  const item = (n: number) => ({ id: `i${n}`, item: { n } })
  const stored = ({ ephemeral }: Fixture) => ephemeral.logItems.map(({ id }) => id)

  it('gives a batch to the store in one, each item once however often it comes', async () => {
    const { fixture: made, overrides } = await fixture()
    const worker = replayLogItems(overrides)
    made.ephemeral.calls.length = 0
    expect(await worker(event([item(1), item(2), item(1)]), lambdaContext())).toEqual(failures())
    expect(made.ephemeral.calls).toEqual(['addLogItems'])
    await worker(event([item(2)]), lambdaContext())
    expect(stored(made)).toEqual(['i1', 'i2'])
  })

  it('loses no item to another that the store refuses', async () => {
    const { fixture: made, aws, overrides } = await fixture()
    const { addLogItems } = made.ephemeral
    made.ephemeral.addLogItems = async items => {
      if (items.some(({ id }) => id === 'i2')) throw new Error('refused')
      await addLogItems.call(made.ephemeral, items)
    }
    expect(await replayLogItems(overrides)(event([item(1), item(2), item(3)]), lambdaContext())).toEqual(failures('m1'))
    expect(stored(made)).toEqual(['i1', 'i3'])
    expect(delays(aws)).toEqual([['r1', 60]])
  })

  it('keeps them while the store is away, for longer and longer', async () => {
    const { fixture: made, aws, overrides } = await fixture()
    made.ephemeral.away = true
    const worker = replayLogItems(overrides)
    expect(await worker(event([item(1), item(2)]), lambdaContext())).toEqual(failures('m0', 'm1'))
    await worker(event([item(1)], 5), lambdaContext())
    await worker(event([item(1)], 500), lambdaContext())
    expect(delays(aws).map(([, seconds]) => seconds)).toEqual([60, 60, 960, 3600])
    made.ephemeral.away = false
    expect(await worker(event([item(1), item(2)], 501), lambdaContext())).toEqual(failures())
    expect(stored(made)).toEqual(['i1', 'i2'])
  })

  it('has messages that are no items put aside, said once, and takes the others', async () => {
    const { fixture: made, aws, overrides } = await fixture()
    const worker = replayLogItems(overrides)
    expect(await worker(event(['nonsense', item(1), { id: '', item: {} }]), lambdaContext())).toEqual(
      failures('m0', 'm2')
    )
    await worker(event(['nonsense'], 2), lambdaContext())
    expect(stored(made)).toEqual(['i1'])
    expect(events(aws)).toEqual(Array(2).fill('kept_log_items.not_an_item'))
  })
})
