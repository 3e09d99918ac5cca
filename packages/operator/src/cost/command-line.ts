/** `npm run cost -- --stage NAME`: what was asked for. */
import { type CommandLine, noWords, readCommandLine, stageUsage, type Variables, WrongUsage } from '../command-line.ts'
import type { Stage } from '../stage.ts'

export interface AskedCost {
  at: Stage
  /** Of 24 hours, up to now. */
  days: number
  bill: boolean
}

export const usage = `Usage: npm run cost
       npm run cost -- --stage STAGE [--days N] [--bill]

Without a stage it writes docs/cost.md. With one it compares the model of docs/cost.md with what CloudWatch counted; it
changes nothing.

  --days N        of the last N days, 1 to 60; default: 7
  --bill          also what AWS billed the account by service (Cost Explorer takes US$ 0.01 for it)
${stageUsage}`

const ownOptions = { days: { type: 'string' }, bill: { type: 'boolean' } } as const

export function costCommandLine(words: string[], variables: Variables): CommandLine<{ asked: AskedCost }> {
  const example = 'npm run cost -- --stage NAME'
  return readCommandLine({ words, variables, example }, ownOptions, ({ values, positionals }, at) => {
    noWords(positionals)
    const days = Number(values.days ?? 7)
    if (!(Number.isInteger(days) && days >= 1 && days <= 60))
      throw new WrongUsage('--days is a whole number from 1 to 60.')
    return { asked: { at, days, bill: values.bill === true } }
  })
}
