/** `npm run import`: what was asked for. */
import { type LoginKey, loginKey } from '@kachery-gateway/core/ids/login-key.ts'
import { GitHubLogin, type UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { CutOverStep, cutOverSteps } from '@kachery-gateway/core/legacy/cut-over.ts'
import {
  type AskedPlace,
  askedPlaceOf,
  type CommandLine,
  noWords,
  readWords,
  stageUsage,
  type Variables,
  type Words,
  WrongUsage
} from '../command-line.ts'
import type { Tick } from './cut-over-list.ts'

export type AskedWork =
  | {
      kind: 'import'
      env: string
      config?: string
      dryRun: boolean
      /** Whether usage.json is compared with the archives. */
      usage: boolean
      decided: ReadonlyMap<LoginKey, UserLabel>
    }
  | { kind: 'generation-2025'; env: string; decided: ReadonlyMap<LoginKey, UserLabel> }
  | { kind: 'tick'; tick: Tick }

export const usage = `Usage: npm run import -- --stage STAGE --env FILE [--config FILE] [--dry-run] [--bind OLD=LOGIN,…]
       npm run import -- --stage STAGE --done STEP
       npm run import -- --data FOLDER …
       npm run import -- --stage STAGE --from-2025 FILE [--bind OLD=LOGIN,…]

Moves from an older gateway to a stage that is deployed, or to the data folder of a gateway on one machine that is not
running: its settings, clients, resources, users and zones. Writes nothing in buckets; run it as often as you like. At its
end is the list of what to do, and what of it is done. docs/moving.md has the whole way.

  --env FILE      the older gateway's variables, as "vercel env pull FILE" writes them
  --config FILE   its GATEWAY_CONFIG; default: the variable of that name
  --dry-run       says what it would do, and changes nothing
  --no-usage      does not compare usage.json with the archives, which takes longest where logs are long
  --bind OLD=LOGIN,…  whose a login of the older gateway is: the GitHub login that its user has today
  --done STEP     a step of the list is done: ${cutOverSteps.join(', ')}
  --undo STEP     it is not
  --data FOLDER   instead of a stage
  --from-2025 FILE  from a gateway of the 2025 generation: FILE has its MONGO_URI
${stageUsage}`

const example = 'npm run import -- --stage NAME --env FILE'

const options = {
  env: { type: 'string' },
  config: { type: 'string' },
  data: { type: 'string' },
  bind: { type: 'string' },
  done: { type: 'string' },
  undo: { type: 'string' },
  'from-2025': { type: 'string' },
  'dry-run': { type: 'boolean' },
  'no-usage': { type: 'boolean' }
} as const

export function importCommandLine(
  words: string[],
  variables: Variables
): CommandLine<{ place: AskedPlace; work: AskedWork }> {
  return readWords({ words, variables, example }, options, ({ values, positionals }) => {
    noWords(positionals)
    const place = askedPlaceOf(values, variables, example)
    return { place, work: workOf(values) }
  })
}

function workOf(values: Words['values']): AskedWork {
  const { env, config, bind, done, undo, 'dry-run': dryRun, 'no-usage': noUsage, 'from-2025': from2025 } = values
  const step = done ?? undo
  if (step !== undefined) {
    if (done !== undefined && undo !== undefined) throw new WrongUsage('Say either --done or --undo.')
    const parsed = CutOverStep.safeParse(step)
    if (!parsed.success) throw new WrongUsage(`The steps are ${cutOverSteps.join(', ')}.`)
    return { kind: 'tick', tick: { step: parsed.data, done: done !== undefined } }
  }
  if (from2025 === '') throw new WrongUsage('--from-2025 needs the name of a file.')
  if (typeof from2025 === 'string')
    return { kind: 'generation-2025', env: from2025, decided: decisions(String(bind ?? '')) }
  if (typeof env !== 'string' || env === '')
    throw new WrongUsage('Name the file of the older gateway’s variables: --env FILE.')
  if (config === '') throw new WrongUsage('--config needs the name of a file.')
  return {
    kind: 'import',
    env,
    ...(typeof config === 'string' ? { config } : {}),
    dryRun: dryRun === true,
    usage: noUsage !== true,
    decided: decisions(String(bind ?? ''))
  }
}

function decisions(text: string): ReadonlyMap<LoginKey, UserLabel> {
  const pairs = text.split(',').filter(pair => pair.trim() !== '')
  return new Map(
    pairs.map(pair => {
      const at = pair.lastIndexOf('=')
      const old = pair.slice(0, Math.max(0, at)).trim()
      const login = GitHubLogin.safeParse(pair.slice(at + 1))
      if (old === '' || !login.success) throw new WrongUsage('--bind is OLD=LOGIN such as ann=ann-smith.')
      return [loginKey(old), login.data]
    })
  )
}
