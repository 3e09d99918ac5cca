/** A deployment as a line per stack, in place of SST's hundreds. */
import type { Stacks } from '../aws/stacks.ts'
import { OperatorError } from '../operator-error.ts'
import type { Screen } from '../run-command.ts'
import type { Run } from '../run-program.ts'
import { type Stage, stackName } from '../stage.ts'
import { stackIds } from '../stage-stacks.ts'

export interface ProgressDeps {
  run: Run
  stacks: Stacks
  screen: Screen
  wait(ms: number): Promise<void>
}

/** ms */
const lookedAtEvery = 5_000
/** Lines of SST's own that are shown where it fails. */
const shown = 25

const done = /^(CREATE|UPDATE)_COMPLETE$/
const failed = /FAILED$|ROLLBACK_COMPLETE$/

/** Runs programs; of SST it tells which stacks are done, and its last words where it fails. */
export const withProgress =
  ({ run, stacks, screen, wait }: ProgressDeps, at: Stage): Run =>
  async (program, words, options) => {
    if (program !== 'npx') return run(program, words, options)
    const before = await statuses(stacks, at)
    let running = true
    // SST tells its errors there, too, where it tells the rest.
    const work = run(program, words, { ...options, quiet: true }).finally(() => {
      running = false
    })
    const told = new Map(before)
    const tell = async () => {
      const now = await statuses(stacks, at).catch(error => {
        // The next look will tell.
        if (error instanceof OperatorError) return new Map<string, string>()
        throw error
      })
      for (const [id, status] of now) {
        if (told.get(id) === status) continue
        told.set(id, status)
        const count = `${[...now.values()].filter(each => done.test(each)).length} of ${stackIds.length}`
        if (done.test(status)) screen.out(`  ${id.padEnd(12)} done (${count})`)
        else if (failed.test(status)) screen.out(`  ${id.padEnd(12)} failed`)
      }
    }
    while (running) {
      await Promise.race([work, wait(lookedAtEvery)])
      await tell()
    }
    const ended = await work
    if (ended.code !== 0) for (const line of ended.output.trimEnd().split('\n').slice(-shown)) screen.err(`  ${line}`)
    return ended
  }

/** By the stack's id. */
async function statuses(stacks: Stacks, at: Stage): Promise<Map<string, string>> {
  const prefix = stackName(at.stage, '')
  const own = (await stacks.all()).filter(({ name }) => name.startsWith(prefix))
  return new Map(own.map(({ name, status }) => [name.slice(prefix.length), status]))
}
