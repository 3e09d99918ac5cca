/** Whether all that the stage is made of is there, and no deployment stopped half way. */
import { options, type Stage } from '../../stage.ts'
import { databaseStack, type StageStacks, stackIds } from '../../stage-stacks.ts'
import type { Fact } from '../check.ts'
import { type Finding, note, right, wrong } from '../finding.ts'

const about = 'stacks'

/** `ended`: when a deployment last ended well, as far as that was written down. */
export async function checkStacks(
  stacks: Fact<StageStacks>,
  ended: () => Promise<Date | undefined>,
  at: Stage
): Promise<Finding[]> {
  const found = await stacks.own()
  const deploy = `deploy again, npm run deploy -- ${options(at)}`
  const missing = stackIds.filter(id => !found.has(id))
  const findings = missing.map(id => wrong(about, `${id} is missing`, deploy))
  for (const id of found.keys())
    if (![...stackIds, databaseStack].some(each => each === id))
      findings.push(
        note(about, `${id} is of an earlier version, and nothing uses it`, 'delete it in the CloudFormation console')
      )
  for (const [id, { status, updated }] of found) {
    if (/^(CREATE|UPDATE|IMPORT)_COMPLETE(_CLEANUP_IN_PROGRESS)?$/.test(status)) continue
    if (/^UPDATE_ROLLBACK_COMPLETE/.test(status)) {
      // A later deployment that changes nothing of it leaves its status.
      const later = await ended()
      if (updated === undefined || later === undefined || later <= updated)
        findings.push(wrong(about, `the last update of ${id} failed and was undone`, deploy))
    } else if (/^(CREATE|UPDATE|DELETE|REVIEW)_IN_PROGRESS$/.test(status))
      findings.push(note(about, `${id} is being changed at this moment (${status})`, 'look again when that is done'))
    else
      findings.push(
        wrong(about, `${id} is ${status}`, `see its events in the CloudFormation console, region ${at.region}`)
      )
  }
  return findings.length === 0 ? [right(about, `all ${found.size} are complete`)] : findings
}
