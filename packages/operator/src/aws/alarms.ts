/** CloudWatch's alarms. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { type AwsPlace, connection } from './connection.ts'
import { asking } from './failure.ts'

export interface AlarmFacts {
  name: string
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  state: string
  description: string
}

export interface Alarms {
  /** At most 100 names. */
  named(names: readonly string[]): Promise<AlarmFacts[]>
}

export function alarmsOnAws(place: AwsPlace): Alarms {
  const client = new CloudWatchClient(connection(place))
  return {
    named: names =>
      asking(place.region, 'see the state of the alarms', async () => {
        if (names.length === 0) return []
        const { MetricAlarms = [] } = await client.send(
          new DescribeAlarmsCommand({ AlarmNames: [...names], MaxRecords: 100 })
        )
        return MetricAlarms.map(({ AlarmName = '', StateValue = '', AlarmDescription = '' }) => ({
          name: AlarmName,
          state: StateValue,
          description: AlarmDescription
        }))
      })
  }
}
