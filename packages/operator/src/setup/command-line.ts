/** `npm run setup`: what was asked for. */
import { type CommandLine, noWords, readWords, stageUsage, type Variables, WrongUsage } from '../command-line.ts'
import { type Given, questions } from './questions.ts'

export interface AskedSetup {
  given: Given
  /** Does not ask whether to go on. */
  yes: boolean
  /** Deploys nothing: makes a link that gives the gateway its GitHub sign-in, or another one. */
  signIn: boolean
}

const ofQuestions = questions
  .filter(({ name }) => name !== 'stage' && name !== 'region')
  .map(({ name, value, says }) => `  --${`${name} ${value}`.padEnd(22)} ${says}`)
  .join('\n')

export const usage = `Usage: npm run setup -- [OPTIONS]
       npm run setup -- --stage STAGE --sign-in

From nothing to a gateway: asks what only you can decide, checks the account, says what it makes and costs, deploys, and
gives you a link to the page that makes the gateway's GitHub sign-in. Where it is interrupted, run it again. On a terminal
it asks; elsewhere every answer comes by options, with --yes. Your answers are kept in stages.local.json.

${ofQuestions}
  --sign-in               deploys nothing: a new link, also where the gateway has a sign-in already
  --yes                   do not ask whether to go on
${stageUsage}`

const example = 'npm run setup -- --stage NAME'

export function setupCommandLine(words: string[], variables: Variables): CommandLine<{ asked: AskedSetup }> {
  const options = {
    ...Object.fromEntries(questions.map(({ name }) => [name, { type: 'string' }] as const)),
    'sign-in': { type: 'boolean' },
    yes: { type: 'boolean', short: 'y' }
  } as const
  return readWords({ words, variables, example }, options, ({ values, positionals }) => {
    noWords(positionals)
    const given: Given = {}
    for (const { name, read } of questions) {
      const value = values[name] ?? (name === 'region' ? variables.AWS_REGION?.trim() || undefined : undefined)
      if (value !== undefined) given[name] = read(String(value))
    }
    if (values['sign-in'] === true && given.stage === undefined)
      throw new WrongUsage('Say which stage: npm run setup -- --stage NAME --sign-in.')
    return { asked: { given, yes: values.yes === true, signIn: values['sign-in'] === true } }
  })
}
