/** Which version runs, as far as `npm run deploy` wrote it down. */
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import type { Parameters } from '../../aws/parameters.ts'
import type { Stage } from '../../stage.ts'
import { type Finding, note, right } from '../finding.ts'

const about = 'version'

export async function checkVersion(
  parameters: Parameters,
  checkedOut: () => Promise<string | undefined>,
  at: Stage
): Promise<Finding[]> {
  const { deployedCommit } = stageParameters(appName, at.stage)
  const [values, here] = await Promise.all([parameters.read([deployedCommit]), checkedOut()])
  const deployed = values.get(deployedCommit)
  if (deployed === undefined)
    return [note(about, 'not written down, so that rollback knows none', 'deploy with npm run deploy')]
  const commit = deployed.slice(0, 12)
  return [right(about, `commit ${commit}${deployed === here ? ', as checked out here' : ''}`)]
}
