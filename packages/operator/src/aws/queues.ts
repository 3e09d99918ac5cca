/** How many messages a queue of SQS holds, and how old the oldest is. */
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type AwsPlace, connection } from './connection.ts'
import { asking } from './failure.ts'

export interface Queues {
  /** Those that wait and those that somebody is at. */
  messages(url: string): Promise<number>
  /** s; the oldest of the last quarter of an hour. undefined: CloudWatch knows of none. */
  oldest(url: string, now: number): Promise<number | undefined>
}

const counted = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const

export function queuesOnAws(place: AwsPlace): Queues {
  const sqs = new SQSClient({ ...connection(place), useQueueUrlAsEndpoint: false })
  const metrics = new CloudWatchClient(connection(place))
  return {
    messages: url =>
      asking(place.region, 'count the messages of a queue', async () => {
        const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...counted] })
        const { Attributes = {} } = await sqs.send(command)
        return counted.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
      }),
    oldest: (url, now) =>
      asking(place.region, 'read how old messages of a queue are', async () => {
        const { Datapoints = [] } = await metrics.send(
          new GetMetricStatisticsCommand({
            Namespace: 'AWS/SQS',
            MetricName: 'ApproximateAgeOfOldestMessage',
            Dimensions: [{ Name: 'QueueName', Value: url.split('/').at(-1) ?? '' }],
            StartTime: new Date(now - 15 * 60_000),
            EndTime: new Date(now),
            Period: 300,
            Statistics: ['Maximum']
          })
        )
        const ages = Datapoints.flatMap(({ Maximum }) => (Maximum === undefined ? [] : [Maximum]))
        return ages.length === 0 ? undefined : Math.max(...ages)
      })
  }
}
