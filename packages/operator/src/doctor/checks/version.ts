/** Which version runs, as far as `npm run deploy` wrote it down. */
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import type { Parameters } from '../../aws/parameters.ts'
import { begunDeployment, begunText } from '../../deploy/deployed-commits.ts'
import { options, type Stage } from '../../stage.ts'
import { type Finding, note, right, wrong } from '../finding.ts'

const about = 'version'

export async function checkVersion(
  parameters: Parameters,
  checkedOut: () => Promise<string | undefined>,
  at: Stage
): Promise<Finding[]> {
  const { deployedCommit } = stageParameters(appName, at.stage)
  const [values, here, begun] = await Promise.all([
    parameters.read([deployedCommit]),
    checkedOut(),
    begunDeployment(parameters, at.stage)
  ])
  if (begun !== undefined)
    return [
      wrong(
        about,
        begunText(begun),
        `unless it is running now, deploy again, or go back: npm run rollback -- ${options(at)}`
      )
    ]
  const deployed = values.get(deployedCommit)
  if (deployed === undefined)
    return [note(about, 'not written down, so that rollback knows none', 'deploy with npm run deploy')]
  const commit = deployed.slice(0, 12)
  return [right(about, `commit ${commit}${deployed === here ? ', as checked out here' : ''}`)]
}
