/** `npm run rotate`: what was asked for. */
import { type CommandLine, readCommandLine, stageUsage, type Variables, WrongUsage } from '../command-line.ts'
import type { Stage } from '../stage.ts'

export const rotated = ['ORIGIN_SECRET', 'SESSION_KEY'] as const
export type Rotated = (typeof rotated)[number]

export interface AskedRotation {
  at: Stage
  key: Rotated
  /** What was signed with the old key is good no more. */
  atOnce: boolean
}

export const usage = `Usage: npm run rotate -- ORIGIN_SECRET --stage STAGE
       npm run rotate -- SESSION_KEY --stage STAGE [--at-once]

Replaces a key that the deployment made, without an outage: the gateway takes both until the new one is in use everywhere.
It takes about 10 minutes; where it is interrupted, run it again. ORIGIN_SECRET is CloudFront's, and deploys the checked-out
version. With SESSION_KEY people stay signed in.

  --at-once       of SESSION_KEY: the old key ends now, and everybody signs in again
${stageUsage}`

const example = 'npm run rotate -- SESSION_KEY --stage NAME'

export function rotateCommandLine(words: string[], variables: Variables): CommandLine<{ asked: AskedRotation }> {
  const options = { 'at-once': { type: 'boolean' } } as const
  return readCommandLine({ words, variables, example }, options, ({ values, positionals }, at) => {
    const key = rotated.find(name => name === positionals[0])
    if (key === undefined || positionals.length > 1) throw new WrongUsage(`Say which key: ${rotated.join(' or ')}.`)
    const atOnce = values['at-once'] === true
    if (atOnce && key !== 'SESSION_KEY') throw new WrongUsage('--at-once goes with SESSION_KEY only.')
    return { asked: { at, key, atOnce } }
  })
}
