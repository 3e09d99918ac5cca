/** Alarms that have gone off. */
import type { Alarms } from '../../aws/alarms.ts'
import type { StackResource } from '../../aws/stacks.ts'
import { type Finding, right, wrong } from '../finding.ts'

const about = 'alarms'

export async function checkAlarms(alarms: Alarms, resources: () => Promise<StackResource[]>): Promise<Finding[]> {
  const names = (await resources())
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .map(({ physicalId }) => physicalId)
  const found = await alarms.named(names)
  if (found.length === 0) return [wrong(about, 'the stage has none', 'deploy again')]
  const gone = found.filter(({ state }) => state === 'ALARM')
  if (gone.length === 0) return [right(about, `none of ${found.length} has gone off`)]
  return gone.map(({ name, description }) => wrong(about, `${name} has gone off`, description.replace(/\.$/, '')))
}
