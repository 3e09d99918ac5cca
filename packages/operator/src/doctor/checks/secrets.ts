/** Which secrets are set, whether they can be right, and whether the deployment made its keys. */
import { variables } from '@kachery-gateway/functions/config.ts'
import { keptKeys, operatorSecrets } from '@kachery-gateway/functions/lambda/functions.ts'
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import type { Parameters } from '../../aws/parameters.ts'
import { options, type Stage } from '../../stage.ts'
import type { Facts } from '../facts.ts'
import { type Finding, note, right, wrong } from '../finding.ts'

const names = [...operatorSecrets, 'GATEWAY_CONFIG'] as const

/** What a gateway does without as a matter of choice. */
const optional: readonly string[] = [
  'MONGO_URI',
  'FORMER_MONGO_URI',
  'RECAPTCHA_SITE_KEY',
  'RECAPTCHA_SECRET_KEY',
  'GATEWAY_CONFIG'
]

export async function checkSecrets({ secrets }: Pick<Facts, 'secrets'>, at: Stage): Promise<Finding[]> {
  const { values, problems } = await secrets.own()
  const set = (name: string) => `npm run secret -- set ${name} ${options(at)}`
  const present = names.filter(name => values.has(name))
  const absent = names.filter(name => !values.has(name) && !optional.includes(name))
  return [
    ...(present.length === 0 ? [] : [right('secrets', `set: ${present.join(', ')}`)]),
    ...absent.map(name => note('secrets', `${name} is not set (${variables[name]?.meaning ?? ''})`, set(name))),
    ...problems.map(({ name, problem }) => wrong('secrets', `${name}: ${problem}`, set(name)))
  ]
}

export async function checkKeys(parameters: Parameters, at: Stage): Promise<Finding[]> {
  const { key } = stageParameters(appName, at.stage)
  const found = await parameters.describe(keptKeys.map(key))
  const missing = keptKeys.filter(name => !found.has(key(name)))
  if (missing.length === 0) return [right('keys', 'the deployment made them')]
  return [wrong('keys', `missing: ${missing.join(', ')}`, `deploy again, npm run deploy -- ${options(at)}`)]
}
