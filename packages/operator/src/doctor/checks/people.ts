/** Whether somebody is told of alarms, and somebody administers the gateway. */
import type { StackResource } from '../../aws/stacks.ts'
import type { Subscriptions } from '../../aws/subscriptions.ts'
import type { StageStacks } from '../../stage-stacks.ts'
import type { Fact } from '../check.ts'
import { type Finding, note, right, wrong } from '../finding.ts'

export async function checkEmail(
  subscriptions: Subscriptions,
  resources: () => Promise<StackResource[]>
): Promise<Finding[]> {
  const about = 'e-mail'
  const topic = (await resources()).find(({ type }) => type === 'AWS::SNS::Topic')
  if (topic === undefined) return [note(about, 'not checked, because the stage has no topic for alarms')]
  const addresses = await subscriptions.addresses(topic.physicalId)
  if (addresses.length === 0)
    return [note(about, 'nobody is told of alarms', 'say alarmEmail for the stage, and deploy')]
  return addresses.map(({ address, confirmed }) =>
    confirmed
      ? right(about, `${address} is told of alarms`)
      : wrong(
          about,
          `${address} has not confirmed that alarms may be sent there`,
          'press the link in AWS’s e-mail "Subscription Confirmation"; it is good for three days, and a deployment that changes alarmEmail sends another'
        )
  )
}

export async function checkAdministrators(stacks: Fact<StageStacks>): Promise<Finding[]> {
  const about = 'people'
  const count = (await stacks.get()).get('api')?.outputs.administrators
  if (count === undefined) return [note(about, 'who administers the gateway is not known', 'deploy again')]
  if (count !== '0') return [right(about, `${count} administer${count === '1' ? 's' : ''} the gateway`)]
  return [wrong(about, 'nobody administers the gateway', 'name your GitHub login in administrators, and deploy')]
}
