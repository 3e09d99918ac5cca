/** What `npm run rotate` does, and says. Each step leaves the stage working, and the next run goes on from it. */
import { type RotatingKey, readRotatingKey, rotatingKeyText } from '@kachery-gateway/functions/lambda/rotating-key.ts'
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import { sessionLife } from '@kachery-gateway/functions/sign-in/sessions.ts'
import type { Parameters } from '../aws/parameters.ts'
import type { Stacks } from '../aws/stacks.ts'
import { OperatorError } from '../operator-error.ts'
import type { Screen } from '../run-command.ts'
import { options, type Stage } from '../stage.ts'
import { outputOf, stageStacks } from '../stage-stacks.ts'
import type { AskedRotation } from './command-line.ts'

export interface RotateDeps {
  stacks: Stacks
  parameters: Parameters
  screen: Screen
  /** Deploys, so that CloudFront is given the key in use. Gives an exit code. */
  deploy(at: Stage): Promise<number>
  newKey(): string
  /** ms since the epoch */
  now(): number
  wait(ms: number): Promise<void>
}

/** ms until every function has read its secrets again. */
export const untilRead = 5 * 60_000

export async function runRotate(deps: RotateDeps, { at, key, atOnce }: AskedRotation): Promise<number> {
  const { parameters, screen } = deps
  // A version that knows nothing of two keys would take neither.
  outputOf(await stageStacks(deps.stacks, at), 'keys', 'keysRotate', at)
  const name = stageParameters(appName, at.stage).key(key)
  const text = (await parameters.read([name])).get(name)
  if (text === undefined) throw new OperatorError(`Stage ${at.stage} has no ${key} yet: deploy it first.`)
  const write = async (value: RotatingKey) => {
    await parameters.put(name, rotatingKeyText(value), { secret: true, advanced: false })
  }

  if (atOnce) {
    await write({ current: deps.newKey() })
    screen.out(`${key} of stage ${at.stage} is new. Everybody has to sign in again within 5 minutes.`)
    return 0
  }
  const before = lasting(readRotatingKey(text), deps.now())
  if (key === 'SESSION_KEY') return rotateSession(deps, before, at, write)
  const replaced = before.other?.role === 'previous' ? before : await replace(deps, before, write)
  screen.out('Deploying, so that CloudFront shows the new one.')
  const code = await deps.deploy(at)
  if (code !== 0) return code
  await write({ current: replaced.current })
  screen.out(`ORIGIN_SECRET of stage ${at.stage} is new; the old one ends within 5 minutes.`)
  return 0
}

/** What has ended is nobody's key any more. */
const lasting = (key: RotatingKey, now: number): RotatingKey =>
  now >= (key.other?.until ?? Number.POSITIVE_INFINITY) ? { current: key.current } : key

type Write = (value: RotatingKey) => Promise<void>

/** Every function takes the new key before anybody uses it. `life`: ms that the old one is taken on; absent: for good. */
async function replace(deps: RotateDeps, before: RotatingKey, write: Write, life?: number): Promise<RotatingKey> {
  const key = before.other?.key ?? deps.newKey()
  await write({ current: before.current, other: { key, role: 'next' } })
  deps.screen.out('The gateway takes both keys within 5 minutes; waiting for that. (If you stop here, run it again.)')
  await deps.wait(untilRead)
  const until = life === undefined ? {} : { until: deps.now() + life }
  const replaced: RotatingKey = { current: key, other: { key: before.current, role: 'previous', ...until } }
  await write(replaced)
  return replaced
}

async function rotateSession(deps: RotateDeps, before: RotatingKey, at: Stage, write: Write): Promise<number> {
  const { screen } = deps
  const time = ({ other }: RotatingKey) => new Date(other?.until ?? deps.now()).toISOString()
  if (before.other?.role === 'previous') {
    screen.err(
      `SESSION_KEY was replaced less than 12 hours ago; sessions of the old one are good until ${time(before)}. To end them: npm run rotate -- SESSION_KEY ${options(at)} --at-once`
    )
    return 1
  }
  const replaced = await replace(deps, before, write, sessionLife + untilRead)
  screen.out(`SESSION_KEY of stage ${at.stage} is new. Sessions of the old one are good until ${time(replaced)}.`)
  return 0
}
