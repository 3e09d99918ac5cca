/** Sums of CloudWatch's metrics. Each that is asked for costs a hundred-thousandth of a US$. */
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { type AwsPlace, connection } from './connection.ts'
import { asking } from './failure.ts'

export interface Metric {
  namespace: string
  name: string
  dimensions: Readonly<Record<string, string>>
}

export interface Metrics {
  /** In the order of `metrics`, at most 500; undefined: CloudWatch has no value of that time. ms since the epoch. */
  sums(metrics: readonly Metric[], from: number, until: number): Promise<(number | undefined)[]>
}

const day = 86_400

export function metricsOnAws(place: AwsPlace): Metrics {
  const client = new CloudWatchClient(connection(place))
  return {
    sums: (metrics, from, until) =>
      asking(place.region, 'read what CloudWatch counted', async () => {
        const sums = new Map<string, number>()
        let NextToken: string | undefined
        do {
          const page = await client.send(
            new GetMetricDataCommand({
              StartTime: new Date(from),
              EndTime: new Date(until),
              MetricDataQueries: metrics.map(({ namespace, name, dimensions }, at) => ({
                Id: `m${at}`,
                MetricStat: {
                  Metric: {
                    Namespace: namespace,
                    MetricName: name,
                    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
                  },
                  Period: day,
                  Stat: 'Sum'
                }
              })),
              NextToken
            })
          )
          for (const { Id = '', Values = [] } of page.MetricDataResults ?? [])
            for (const value of Values) sums.set(Id, (sums.get(Id) ?? 0) + value)
          NextToken = page.NextToken
        } while (NextToken !== undefined)
        return metrics.map((_, at) => sums.get(`m${at}`))
      })
  }
}
