/** SST, as everybody calls it. */
import { OperatorError } from '../operator-error.ts'
import type { Run } from '../run-program.ts'
import { options, type Stage } from '../stage.ts'

export const deployWords = ({ stage, region }: Stage) => ['sst', 'deploy', '--stage', stage, '--region', region]

/** Throws OperatorError. */
export async function sstDeploy(run: Run, folder: string, at: Stage): Promise<void> {
  const { code } = await run('npx', deployWords(at), { folder })
  if (code === 0) return
  throw new OperatorError(
    `SST ended with ${code}, so the deployment is not done; what it wrote above says why. CloudFormation goes back to what was before in each stack that failed; stacks before it are as new. Mend it and deploy again, or go back to the last version that was deployed completely: npm run rollback -- ${options(at)}.`
  )
}
