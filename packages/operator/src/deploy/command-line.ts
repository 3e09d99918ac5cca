/** `npm run deploy`: what was asked for. */
import { type CommandLine, noWords, readCommandLine, stageUsage, type Variables } from '../command-line.ts'
import type { Stage } from '../stage.ts'

export const usage = `Usage: npm run deploy -- --stage STAGE

Runs "npx sst deploy --stage STAGE", and when that is done writes down which commit it was: npm run rollback goes by it.

${stageUsage}`

export function deployCommandLine(words: string[], variables: Variables): CommandLine<{ at: Stage }> {
  const example = 'npm run deploy -- --stage NAME'
  return readCommandLine({ words, variables, example }, {}, ({ positionals }, at) => {
    noWords(positionals)
    return { at }
  })
}
