/** SST, as everybody calls it. */
import type { Stacks } from '../aws/stacks.ts'
import { OperatorError } from '../operator-error.ts'
import type { Run } from '../run-program.ts'
import { options, type Stage, stackName } from '../stage.ts'
import { remedyOf } from './reasons.ts'

export const deployWords = ({ stage, region }: Stage) => ['sst', 'deploy', '--stage', stage, '--region', region]

export interface SstDeps {
  run: Run
  stacks: Stacks
  /** ms since the epoch */
  now(): number
}

/** Throws OperatorError. */
export async function sstDeploy({ run, stacks, now }: SstDeps, folder: string, at: Stage): Promise<void> {
  const began = now()
  const { code } = await run('npx', deployWords(at), { folder })
  if (code === 0) return
  const wayBack = `go back to the last version that was deployed completely: npm run rollback -- ${options(at)}.`
  if (code === 127) throw new OperatorError('npx could not be started, so nothing was deployed: run "npm ci" first.')
  if (code === 130)
    throw new OperatorError(
      `You stopped SST. CloudFormation ends what it began; wait for that, then deploy again, or ${wayBack}`
    )
  const why = await reasons(stacks, at, began)
  throw new OperatorError(
    `SST ended with ${code}, so the deployment is not done; ${why} CloudFormation goes back to what was before in each stack that failed; stacks before it are as new. Mend it and deploy again, or ${wayBack}`
  )
}

/** What to do about what CloudFormation says that failed, or else its own words, or else where to look. */
async function reasons(stacks: Stacks, { stage }: Stage, began: number): Promise<string> {
  try {
    const own = (await stacks.all()).filter(({ name }) => name.startsWith(stackName(stage, '')))
    const failures = await Promise.all(
      own.filter(({ status }) => /FAILED|ROLLBACK/.test(status)).map(({ name }) => stacks.failures(name, began))
    )
    const all = failures.flat()
    const known = [...new Set(all.flatMap(reason => remedyOf(reason) ?? []))]
    if (known.length > 0) return known.join(' ')
    if (all[0] !== undefined) return `CloudFormation says: ${all[0].replace(/\s+/g, ' ').slice(0, 300)}.`
  } catch {
    // What SST wrote is there all the same.
  }
  return 'what it wrote above says why.'
}
