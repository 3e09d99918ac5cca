/** What `npm run rollback` does, and says. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownStagesFile } from '@kachery-gateway/functions/lambda/own-stages.ts'
import type { Parameters } from '../aws/parameters.ts'
import { begunText, recordBegun, recordDeployed, recordEnded } from '../deploy/deployed-commits.ts'
import { deployWords, type SstDeps, sstDeploy } from '../deploy/sst.ts'
import { codeOf, OperatorError } from '../operator-error.ts'
import type { Screen } from '../run-command.ts'
import type { Run } from '../run-program.ts'
import type { Stage } from '../stage.ts'
import { stageStacks } from '../stage-stacks.ts'
import type { AskedRollback } from './command-line.ts'
import { type Target, targetOf } from './target.ts'

export interface RollbackDeps extends SstDeps {
  parameters: Parameters
  screen: Screen
  /** Of the checkout. */
  folder: string
  /** undefined: nobody is there to answer. */
  confirm: ((question: string) => Promise<boolean>) | undefined
}

export async function runRollback(deps: RollbackDeps, asked: AskedRollback): Promise<number> {
  const { screen, confirm } = deps
  await stageStacks(deps.stacks, asked.at)
  const target = await targetOf(deps, asked)
  for (const line of plan(target, asked.at)) screen.out(line)
  if (asked.dryRun) return 0
  if (!asked.yes) {
    if (confirm === undefined) throw new OperatorError('Nobody is there to be asked: say --yes, or --dry-run.')
    if (!(await confirm('Do it? (y/N) '))) {
      screen.out('Nothing was done.')
      return 0
    }
  }
  await deployVersion(deps, target, asked.at)
  screen.out(`\nStage ${asked.at.stage} is at commit ${target.commit.slice(0, 12)} again.`)
  return 0
}

function plan({ from, begun, commit }: Target, at: Stage): string[] {
  const before =
    from === undefined ? 'a version that nobody wrote down' : `${from.commit}${from.changed ? ' with changes' : ''}`
  return [
    ...(begun === undefined ? [] : [`${begunText(begun)}.`]),
    `Stage ${at.stage} in ${at.region} goes from ${before}`,
    `to ${commit}:`,
    `  git worktree add --detach FOLDER ${commit.slice(0, 12)}`,
    '  npm ci',
    `  npx ${deployWords(at).join(' ')}`,
    `  git worktree remove FOLDER`,
    `Data, secrets, keys and ${ownStagesFile} stay as they are. Settings in sst.config.ts are those of that version.`
  ]
}

async function deployVersion(deps: RollbackDeps, { commit, begun }: Target, at: Stage): Promise<void> {
  const { run, parameters, folder, now } = deps
  const scratch = await mkdtemp(join(tmpdir(), 'kachery-gateway-rollback-'))
  const checkout = join(scratch, 'kachery-gateway')
  try {
    await must(run, 'git', ['worktree', 'add', '--detach', checkout, commit], folder)
    await copyOwnStages(folder, checkout)
    await must(run, 'npm', ['ci'], checkout)
    const version = { commit, changed: false }
    await recordBegun(parameters, at.stage, version, now())
    await sstDeploy(deps, checkout, at)
    await recordDeployed(parameters, at.stage, version, begun)
    await recordEnded(parameters, at.stage)
  } finally {
    await run('git', ['worktree', 'remove', '--force', checkout], { folder, quiet: true })
    await rm(scratch, { recursive: true, force: true })
  }
}

/** It is in no commit: without it the stage would lose its settings. */
async function copyOwnStages(from: string, to: string): Promise<void> {
  try {
    await copyFile(join(from, ownStagesFile), join(to, ownStagesFile))
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

async function must(run: Run, program: string, words: string[], folder: string): Promise<void> {
  const { code } = await run(program, words, { folder })
  if (code !== 0)
    throw new OperatorError(
      `"${program} ${words.slice(0, 2).join(' ')}" ended with ${code}, so nothing was deployed; what it wrote above says why.`
    )
}
