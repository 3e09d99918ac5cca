/** Who is told by a topic of SNS, and who has not confirmed it. Asked without SNS's SDK: it is one question. */
import { type AwsCall, signedCalls } from '@kachery-gateway/functions/aws/signed-call.ts'
import { OperatorError } from '../operator-error.ts'
import type { AwsPlace } from './connection.ts'
import { plainCredentials } from './credentials.ts'
import { asking } from './failure.ts'

export interface Subscriptions {
  /** E-mail addresses of the topic; `confirmed`: alarms reach them. */
  addresses(topicArn: string): Promise<{ address: string; confirmed: boolean }[]>
}

export function subscriptionsOnAws(place: AwsPlace): Subscriptions {
  return {
    addresses: topicArn =>
      asking(place.region, 'see who is told of alarms', async () => {
        const credentials = await plainCredentials(place)
        const call = signedCalls({ ...place, credentials, timeLimit: 8_000 })
        return addressesIn(await answerOf(call, topicArn))
      })
  }
}

async function answerOf(call: AwsCall, topicArn: string): Promise<string> {
  const action = 'ListSubscriptionsByTopic'
  const { status, text } = await call({
    service: 'sns',
    action,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action: action, Version: '2010-03-31', TopicArn: topicArn }).toString()
  })
  if (status === 403)
    throw new OperatorError("These AWS credentials can't see who is told of alarms (sns:ListSubscriptionsByTopic).")
  if (status !== 200) throw new OperatorError(`AWS did not say who is told of alarms: it answers ${status}.`)
  return text
}

/** Of the first page, which has a hundred. */
export function addressesIn(xml: string): { address: string; confirmed: boolean }[] {
  return [...xml.matchAll(/<member>(.*?)<\/member>/gs)].flatMap(([, member = '']) => {
    const [protocol, address, arn] = ['Protocol', 'Endpoint', 'SubscriptionArn'].map(
      name => new RegExp(`<${name}>(.*?)</${name}>`).exec(member)?.[1] ?? ''
    )
    return protocol === 'email' && address !== undefined
      ? [{ address, confirmed: arn?.startsWith('arn:') === true }]
      : []
  })
}
