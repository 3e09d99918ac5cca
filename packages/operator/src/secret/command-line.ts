/** `npm run secret`: what was asked for. */
import { type CommandLine, noWords, readCommandLine, stageUsage, type Variables, WrongUsage } from '../command-line.ts'
import type { Stage } from '../stage.ts'
import { type SecretName, secretNames } from './secrets.ts'

export type SecretAction =
  | { action: 'set'; name: SecretName; file?: string }
  | { action: 'remove'; name: SecretName }
  | { action: 'list' }

export const usage = `Usage: npm run secret -- set NAME --stage STAGE [--file F]
       npm run secret -- list --stage STAGE
       npm run secret -- remove NAME --stage STAGE

NAME is one of ${secretNames.join(', ')}. The value is read from
standard input, or from a file, so that it is in no history of commands; it is checked before anything is written.
list says which are set and since when, never what they are.

  --file F        what holds the value; default: standard input
${stageUsage}`

const example = 'npm run secret -- list --stage NAME'

export function secretCommandLine(
  words: string[],
  variables: Variables
): CommandLine<{ asked: SecretAction; at: Stage }> {
  return readCommandLine({ words, variables, example }, { file: { type: 'string' } }, ({ values, positionals }, at) => {
    const [action, name, ...more] = positionals
    const { file } = values
    if (more.length > 0)
      throw new WrongUsage(
        'A value is not given here, where it stays in a history: it goes to standard input or --file.'
      )
    if (action !== 'set' && file !== undefined) throw new WrongUsage('--file goes with set only.')
    switch (action) {
      case 'set':
        if (file === '') throw new WrongUsage('--file needs the name of a file.')
        return { asked: { action, name: secretName(name), ...(typeof file === 'string' ? { file } : {}) }, at }
      case 'remove':
        return { asked: { action, name: secretName(name) }, at }
      case 'list':
        if (name !== undefined) noWords([name])
        return { asked: { action }, at }
      default:
        throw new WrongUsage('Say what to do: set, list or remove.')
    }
  })
}

function secretName(word: string | undefined): SecretName {
  const name = secretNames.find(each => each === word)
  if (name !== undefined) return name
  // A word that is none of them may be a value, in the wrong place.
  throw new WrongUsage(`Name the secret: one of ${secretNames.join(', ')}; its value goes to standard input.`)
}
