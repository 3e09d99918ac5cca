/** A queue of SQS and its worker in time: deliveries, what the worker asks for, and what SQS tells CloudWatch. */
import type { FakeAws } from '../../packages/functions/testing/fake-aws.ts'
import { lambdaContext } from '../../packages/functions/testing/http-event.ts'
import type { CloudWatch } from './cloudwatch.ts'

type Worker = (event: unknown, context: ReturnType<typeof lambdaContext>) => Promise<{ batchItemFailures: object[] }>

interface Played {
  cloudWatch: CloudWatch
  aws: FakeAws
  worker: Worker
  /** As CloudWatch knows them: the queue, its dead-letter queue, the worker's log. */
  names: { queue: string; deadLetters: string; log: string }
  tries: number
  body: object
  /** s: when it is sent, and until when this is played. */
  sentAt: number
  until: number
}

const minute = 60

/** Plays one message until it is done, or given up. Gives when, s; undefined: neither by `until`. */
export async function playDeliveries(played: Played): Promise<number | undefined> {
  const { cloudWatch, aws, worker, names, tries, body, sentAt, until } = played
  const began = aws.time - sentAt * 1000
  let [next, deliveries, told] = [sentAt, 0, 0]
  for (let now = sentAt; now < until; now += minute) {
    // A message that was received more than three times no longer counts for the age.
    if (deliveries <= 3) cloudWatch.put('ApproximateAgeOfOldestMessage', names.queue, now, now - sentAt)
    if (next > now) continue
    if (deliveries === tries) {
      for (let later = now; later < until; later += minute)
        cloudWatch.put('ApproximateNumberOfMessagesVisible', names.deadLetters, later, 1)
      return now
    }
    deliveries += 1
    aws.time = began + now * 1000
    const attributes = { ApproximateReceiveCount: String(deliveries), SentTimestamp: String(began + sentAt * 1000) }
    const record = { messageId: 'm', receiptHandle: 'r', body: JSON.stringify(body), attributes }
    const { batchItemFailures } = await worker({ Records: [record] }, lambdaContext())
    for (const line of aws.lines.slice(told)) cloudWatch.log(names.log, now, JSON.parse(line))
    told = aws.lines.length
    if (batchItemFailures.length === 0) return now
    next = now + Number(aws.bodiesOf('sqs ChangeMessageVisibility').at(-1)?.VisibilityTimeout)
  }
  return undefined
}
