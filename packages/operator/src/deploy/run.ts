/** What `npm run deploy` does, and says. */
import type { Parameters } from '../aws/parameters.ts'
import { checkedOut } from '../checked-out.ts'
import { type Screen, sentenceOf } from '../run-command.ts'
import { options, type Stage } from '../stage.ts'
import { begunDeployment, begunText, recordBegun, recordDeployed, recordEnded } from './deployed-commits.ts'
import { type SstDeps, sstDeploy } from './sst.ts'

interface DeployDeps extends SstDeps {
  parameters: Parameters
  screen: Screen
  /** Of the checkout. */
  folder: string
}

export async function runDeploy(deps: DeployDeps, at: Stage): Promise<number> {
  const { run, parameters, screen, folder, now } = deps
  // Without credentials, or in the wrong account, it is told before minutes have passed.
  const before = await begunDeployment(parameters, at.stage)
  if (before !== undefined) screen.out(`${begunText(before)}; this one takes its place.\n`)
  // Before: what is changed while SST works was not all deployed.
  const version = await checkedOut(run, folder)
  await recordBegun(parameters, at.stage, version, now())
  await sstDeploy(deps, folder, at)
  screen.out('')
  if (version === undefined) {
    await recordEnded(parameters, at.stage)
    screen.err('Deployed. This folder is no git checkout, so rollback will not know this version.')
    return 0
  }
  try {
    await recordDeployed(parameters, at.stage, version, before)
    await recordEnded(parameters, at.stage)
  } catch (error) {
    screen.err(`Deployed, but rollback will not know this version. ${sentenceOf(error)}`)
    return 1
  }
  const changes = version.changed ? ' with changes that are in no commit, so that rollback cannot come back to it' : ''
  screen.out(`Deployed commit ${version.commit.slice(0, 12)}${changes}. Next: npm run doctor -- ${options(at)}`)
  return 0
}
