/**
 * A Lambda function that takes messages from a queue: each is done, or delivered again later; a message that was
 * delivered too often ends in the queue's dead-letter queue.
 */
import type { Context, SQSBatchResponse } from 'aws-lambda'
import * as z from 'zod'
import { deliverAgainIn } from '../aws/queue.ts'
import type { FunctionEnvironment } from './environment.ts'
import type { FunctionName } from './functions.ts'
import { inRequest, stdoutLogger } from './logger.ts'
import type { Lease } from './running-gateway.ts'
import { type Overrides, runningGateway } from './running-gateway.ts'

export interface Message {
  id: string
  body: string
  /** How often it has been delivered, this time included. */
  deliveries: number
  /** ms since the epoch; undefined: the queue doesn't say. */
  sentAt: number | undefined
}

/** What became of each message: those that are not done, and in how many seconds each is wanted again. */
export type Undone = ReadonlyMap<Message, number>

export interface QueueWork {
  queueUrl(environment: FunctionEnvironment): string
  /** `timeLeft`: ms until Lambda ends the function. */
  work(gateway: Lease['gateway'], messages: readonly Message[], timeLeft: () => number): Promise<Undone>
}

const Event = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z
        .object({ ApproximateReceiveCount: z.coerce.number().catch(1), SentTimestamp: z.coerce.number().optional() })
        .catch({ ApproximateReceiveCount: 1 })
    })
  )
})

/** Where nothing of a batch could be begun, s. */
const again = { first: 30, most: 900 }

type QueueFunction = (event: unknown, context: Context) => Promise<SQSBatchResponse>

export function queueFunction(
  name: FunctionName,
  { queueUrl, work }: QueueWork,
  overrides: Overrides = {}
): QueueFunction {
  const { logger = stdoutLogger, now = Date.now } = overrides
  const running = runningGateway(name, overrides)

  return (raw, context) =>
    inRequest(context.awsRequestId, async () => {
      const event = Event.safeParse(raw)
      if (!event.success) {
        logger.error('queue.no_messages', { reason: 'what the function was invoked with is no batch of messages' })
        return { batchItemFailures: [] }
      }
      const messages = new Map(
        event.data.Records.map(record => [
          {
            id: record.messageId,
            body: record.body,
            deliveries: record.attributes.ApproximateReceiveCount,
            sentAt: record.attributes.SentTimestamp
          },
          record
        ])
      )
      const undone = await attempt([...messages.keys()], context)
      if (undone.size > 0) logger.warn('queue.unfinished', unfinished([...undone.keys()], now()))
      await Promise.all(
        [...undone].map(([message, seconds]) => postpone(messages.get(message)?.receiptHandle, seconds))
      )
      return { batchItemFailures: [...undone.keys()].map(({ id }) => ({ itemIdentifier: id })) }
    })

  async function attempt(messages: readonly Message[], context: Context): Promise<Undone> {
    try {
      const { gateway, release } = await running.lease()
      try {
        return await work(gateway, messages, () => context.getRemainingTimeInMillis())
      } finally {
        release()
      }
    } catch (error) {
      logger.error('queue.batch_failed', { messages: messages.length, reason: stackOf(error) })
      return new Map(messages.map(message => [message, laterAndLater(message, again.first, again.most)]))
    }
  }

  /** Without it, the message comes again when the queue says so: later. */
  async function postpone(receiptHandle: string | undefined, seconds: number): Promise<void> {
    if (receiptHandle === undefined) return
    try {
      await deliverAgainIn(running.call(), queueUrl(running.environment()), receiptHandle, seconds)
    } catch (error) {
      logger.warn('queue.not_postponed', { reason: String(error) })
    }
  }
}

/**
 * What alarms are made of: Lambda counts no error of a batch that was answered, and SQS no longer counts the age of a
 * message that was received more than three times
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html).
 */
const unfinished = (messages: readonly Message[], now: number) => ({
  messages: messages.length,
  /** Of the oldest. */
  ageSeconds: Math.max(...messages.map(({ sentAt = now }) => Math.max(0, Math.round((now - sentAt) / 1000)))),
  /** Of the one that was tried most often. */
  tries: Math.max(...messages.map(({ deliveries }) => deliveries))
})

/** s: doubles with each delivery. */
export const laterAndLater = ({ deliveries }: Message, first: number, most: number): number =>
  Math.min(most, first * 2 ** Math.min(deliveries - 1, 20))

const stackOf = (error: unknown) => (error instanceof Error ? error.stack : String(error))

/** The body as what the schema says; undefined: it is something else. */
export function bodyOf<T>(schema: z.ZodType<T>, { body }: Message): T | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}
