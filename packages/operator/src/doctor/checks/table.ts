/** Whether the registry's table, the one in use, can be restored and is not deleted by accident. */
import type { Tables } from '../../aws/tables.ts'
import type { Stage } from '../../stage.ts'
import { outputOf, type StageStacks } from '../../stage-stacks.ts'
import type { Fact } from '../check.ts'
import { type Finding, note, right, wrong } from '../finding.ts'

const about = 'table'

export async function checkTable(tables: Tables, stacks: Fact<StageStacks>, at: Stage): Promise<Finding[]> {
  const found = await stacks.get()
  const table = outputOf(found, 'storage', 'registryTable', at)
  const safety = await tables.safety(table)
  const command = (words: string) => `aws dynamodb ${words} --table-name ${table} --region ${at.region}`
  const findings: Finding[] = []
  if (!safety.restorable)
    findings.push(
      wrong(
        about,
        `${table} cannot be restored to a point in time`,
        command('update-continuous-backups --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true')
      )
    )
  if (!safety.protected && found.get('storage')?.outputs.keepsData !== 'false')
    findings.push(
      note(about, `${table} may be deleted by accident`, command('update-table --deletion-protection-enabled'))
    )
  return findings.length === 0 ? [right(about, 'it can be restored to any second of the last 35 days')] : findings
}
