/**
 * A function's secrets, those of its entry in functions.ts: read at the first request, and again when they are older than
 * 4.5 min, so that a changed one is in use within 5; sooner while nobody can sign in yet. Where reading again fails, the old ones stay in use.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'
import { readParameters } from '../aws/parameters.ts'
import type { AwsCall } from '../aws/signed-call.ts'
import { readTextObject } from '../aws/text-object.ts'
import type { FunctionEnvironment } from './environment.ts'
import { keptKeys, ofGithubApp, type Secret } from './functions.ts'

/** Those that exist. The map is the same one for as long as nothing in it has changed. */
export type Secrets = ReadonlyMap<Secret, string>

/** ms */
const freshFor = 4.5 * 60_000
/** ms, while nobody can sign in: an operator who is setting the gateway up waits for it. */
const freshInSetup = 15_000
const pauseAfterFailure = 30_000
/** ms that a request waits where the old ones would serve. */
const patience = 500

/** The settings bucket's object that is GATEWAY_CONFIG. */
export const gatewayConfigKey = 'gateway-config.yaml'

interface SecretsOptions {
  call: AwsCall
  names: readonly Secret[]
  environment: Pick<FunctionEnvironment, 'SECRET_PREFIX' | 'PARAMETER_PREFIX' | 'SETTINGS_BUCKET'>
  /** ms since the epoch */
  now(): number
  logger: Logger
}

/** What is answered throws `gateway.secrets_unread` where they were never read. */
export function secretsOf(options: SecretsOptions): () => Promise<Secrets> {
  const { names, now, logger } = options
  let known: Secrets | undefined
  let due = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    const began = now()
    try {
      const fresh = await readSecrets(options)
      if (known === undefined || !same(known, fresh)) known = fresh
      const inSetup = ofGithubApp.some(name => names.includes(name) && !fresh.has(name))
      due = began + (inSetup ? freshInSetup : freshFor)
    } catch (error) {
      due = now() + pauseAfterFailure
      if (known !== undefined) logger.warn('secrets.not_read_again', { reason: String(error) })
      throw error
    }
  }
  function readOnce(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  return async () => {
    if (known === undefined) {
      await readOnce().catch(error => {
        throw errors.secretsUnread(error)
      })
    } else if (now() >= due) {
      const attempt = readOnce().catch(() => {})
      await withTimeout(patience, attempt, () => {})
    }
    if (known === undefined) throw errors.secretsUnread(undefined)
    return known
  }
}

async function readSecrets({ call, names, environment }: SecretsOptions): Promise<Secrets> {
  const parameters = new Map(
    names.filter(name => name !== 'GATEWAY_CONFIG').map(name => [name, parameterOf(name, environment)])
  )
  const [values, gatewayConfig] = await Promise.all([
    readParameters(call, [...parameters.values()]),
    names.includes('GATEWAY_CONFIG') ? readTextObject(call, environment.SETTINGS_BUCKET, gatewayConfigKey) : undefined
  ])
  const secrets = new Map<Secret, string>()
  for (const [name, parameter] of parameters) {
    const value = values.get(parameter)
    if (value !== undefined) secrets.set(name, value)
  }
  if (gatewayConfig !== undefined) secrets.set('GATEWAY_CONFIG', gatewayConfig)
  return secrets
}

/** The parameter that holds a secret. */
export function parameterOf(
  name: Exclude<Secret, 'GATEWAY_CONFIG'>,
  { SECRET_PREFIX, PARAMETER_PREFIX }: Pick<FunctionEnvironment, 'SECRET_PREFIX' | 'PARAMETER_PREFIX'>
): string {
  if (name === 'PUBLIC_URL') return `${PARAMETER_PREFIX}public-url`
  return keptKeys.some(key => key === name) ? `${PARAMETER_PREFIX}keys/${name}` : `${SECRET_PREFIX}${name}/value`
}

const same = (a: Secrets, b: Secrets) => a.size === b.size && [...a].every(([name, value]) => b.get(name) === value)
