/** `npm run rollback`: what was asked for. */
import { type CommandLine, noWords, readCommandLine, stageUsage, type Variables, WrongUsage } from '../command-line.ts'
import type { Stage } from '../stage.ts'

export interface AskedRollback {
  at: Stage
  /** A commit as git understands it; absent: the version before the present one. */
  to?: string
  dryRun: boolean
  yes: boolean
}

export const usage = `Usage: npm run rollback -- --stage STAGE [--to COMMIT] [--dry-run | --yes]

Deploys the version that was there before the present one, from a folder of its own. Data, secrets and keys stay as they
are, and so does stages.local.json; settings in sst.config.ts are those of that version.

  --to COMMIT     another version than the one before
  --dry-run       say what would be done, and do nothing
  --yes           do not ask
${stageUsage}`

const example = 'npm run rollback -- --stage NAME'
const ownOptions = { to: { type: 'string' }, 'dry-run': { type: 'boolean' }, yes: { type: 'boolean' } } as const

export function rollbackCommandLine(words: string[], variables: Variables): CommandLine<{ asked: AskedRollback }> {
  return readCommandLine({ words, variables, example }, ownOptions, ({ values, positionals }, at) => {
    noWords(positionals)
    const { to, yes = false } = values
    // What begins with a hyphen would be an option of git.
    if (to !== undefined && !/^[\w][\w./~^-]{0,200}$/.test(String(to)))
      throw new WrongUsage('--to is a commit or a tag, as git has it.')
    return {
      asked: {
        at,
        dryRun: values['dry-run'] === true,
        yes: yes === true,
        ...(to === undefined ? {} : { to: String(to) })
      }
    }
  })
}
