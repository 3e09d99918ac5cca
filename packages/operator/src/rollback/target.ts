/** Which version a rollback goes to. */

import type { Parameters } from '../aws/parameters.ts'
import { type Begun, begunDeployment, type Deployed, deployedCommits } from '../deploy/deployed-commits.ts'
import { OperatorError } from '../operator-error.ts'
import type { Run } from '../run-program.ts'
import type { AskedRollback } from './command-line.ts'

export interface Target {
  /** undefined: nobody wrote it down. */
  from: Deployed | undefined
  /** What began after it and did not end. */
  begun?: Begun
  commit: string
}

/** Throws OperatorError where there is no such version, or none that this clone has and SST can deploy. */
export async function targetOf(
  deps: { run: Run; parameters: Parameters; folder: string },
  { at, to }: AskedRollback
): Promise<Target> {
  const history = await deployedCommits(deps.parameters, at.stage)
  const from = history.at(-1)
  const begun = await begunDeployment(deps.parameters, at.stage)
  // After a half-finished deployment the last that ended is the good one.
  const wanted = to ?? (begun === undefined ? previous(history) : history.findLast(each => !each.changed)?.commit)
  if (wanted === undefined)
    throw new OperatorError(
      `No version of stage ${at.stage} before the present one is known (npm run deploy writes them down): say which with --to COMMIT.`
    )
  const git = (...words: string[]) => deps.run('git', words, { folder: deps.folder, quiet: true })
  const found = await git('rev-parse', '--verify', '--quiet', `${wanted}^{commit}`)
  const commit = found.output.trim()
  if (found.code !== 0 || !/^[0-9a-f]{40}$/.test(commit))
    throw new OperatorError(
      `This clone has no commit ${wanted}: get it with "git fetch --all --tags" (a shallow clone also needs --unshallow).`
    )
  if ((await git('cat-file', '-e', `${commit}:sst.config.ts`)).code !== 0)
    throw new OperatorError(`Commit ${commit.slice(0, 12)} has no sst.config.ts, so it cannot be deployed.`)
  if (from?.commit === commit && !from.changed && begun === undefined)
    throw new OperatorError(`Commit ${commit.slice(0, 12)} is the version that is deployed; nothing was done.`)
  return { from, commit, ...(begun === undefined ? {} : { begun }) }
}

/** The last one that is another version and a commit as it stands. */
function previous(history: readonly Deployed[]): string | undefined {
  const now = history.at(-1)
  return history.findLast(each => !each.changed && (now?.changed === true || each.commit !== now?.commit))?.commit
}
