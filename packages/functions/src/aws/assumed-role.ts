/**
 * Credentials of a role that a function assumes: unlike its own, which may end at any moment, they say when they end. A
 * role that another role assumes lasts an hour at most.
 */
import { defined } from '@kachery-gateway/core/defined.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { TemporaryCredentials, TemporaryCredentialsSource } from '@kachery-gateway/core/stores/bucket-uri.ts'
import { type AwsCall, AwsCallFailed, type AwsRequest, failureOf } from './signed-call.ts'

/** s */
const life = 3600
/** ms; with less left they are renewed. URLs need 31 minutes of them. */
const renewedBefore = 35 * 60_000
/** ms between two tries where the old ones still serve. */
const pauseAfterFailure = 30_000

export function assumedRole(options: {
  call: AwsCall
  role: string
  /** Of what serves the buckets; absent: AWS. */
  endpoint?: string
  /** ms since the epoch */
  now(): number
  logger: Logger
}): TemporaryCredentialsSource {
  const { call, role, endpoint, now, logger } = options
  let known: TemporaryCredentials | undefined
  let renewing: Promise<void> | undefined
  let failedAt = Number.NEGATIVE_INFINITY

  const left = () => (known === undefined ? Number.NEGATIVE_INFINITY : known.expiresAt - now())

  async function renew(): Promise<void> {
    try {
      known = await assumeRole(call, role)
      failedAt = Number.NEGATIVE_INFINITY
    } catch (error) {
      failedAt = now()
      logger.warn('credentials.not_renewed', { reason: String(error) })
      throw error
    }
  }
  function renewedOnce(): Promise<void> {
    renewing ??= renew().finally(() => {
      renewing = undefined
    })
    return renewing
  }

  return {
    source: role,
    ...defined({ endpoint }),
    async current(leastLife) {
      const enough = () => left() >= leastLife
      const due = left() < renewedBefore && !(enough() && now() - failedAt < pauseAfterFailure)
      if (due) {
        const failure = await renewedOnce().catch((error: unknown) => error)
        if (!enough() && failure !== undefined) throw errors.storeUnavailable("the gateway's own bucket", failure)
      }
      if (known === undefined || !enough()) {
        throw errors.storeUnavailable("the gateway's own bucket", new Error('the credentials end too soon'))
      }
      return known
    }
  }
}

async function assumeRole(call: AwsCall, role: string): Promise<TemporaryCredentials> {
  const request: AwsRequest = {
    service: 'sts',
    action: 'AssumeRole',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: role,
      RoleSessionName: 'kachery-gateway',
      DurationSeconds: String(life)
    }).toString()
  }
  const answer = await call(request)
  if (answer.status !== 200) throw new AwsCallFailed(request, failureOf(answer))
  const field = (name: string) => new RegExp(`<${name}>\\s*([^<\\s]+)\\s*</${name}>`).exec(answer.text)?.[1]
  const [accessKeyId, secretAccessKey, sessionToken] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(field)
  const expiresAt = Date.parse(field('Expiration') ?? '')
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined || !(expiresAt > 0)) {
    throw new AwsCallFailed(request, 'an answer without credentials')
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt }
}
