/**
 * The gateway of one function's process: made at the first request, made anew when its secrets have changed. The old one
 * is closed when the requests that it serves are done.
 */
import { defined } from '@kachery-gateway/core/defined.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import { assumedRole } from '../aws/assumed-role.ts'
import { type AwsCall, type SendRequest, signedCalls } from '../aws/signed-call.ts'
import type { Gateway } from '../http/route.ts'
import { awsAccess, type FunctionEnvironment, readEnvironment, type Variables } from './environment.ts'
import { type FunctionName, type FunctionSpec, functions, secretsOfFunction } from './functions.ts'
import { type AwsDeps, type OpenGateway, openGateway } from './gateway-on-aws.ts'
import { stdoutLogger } from './logger.ts'
import { type Secrets, secretsOf } from './secrets.ts'

/** What tests replace: everything outside the function. */
export interface Overrides {
  variables?: Variables
  send?: SendRequest
  /** ms since the epoch */
  now?(): number
  logger?: Logger
  open?(deps: AwsDeps, secrets: Secrets): OpenGateway
}

/** One request's hold on a gateway. */
export interface Lease {
  gateway: Gateway
  release(): void
}

export interface RunningGateway {
  environment(): FunctionEnvironment
  call(): AwsCall
  /** Throws `gateway.secrets_unread`. */
  secrets(): Promise<Secrets>
  /** Throws `gateway.secrets_unread` or `gateway.deployment_incomplete`. */
  lease(): Promise<Lease>
}

interface Generation extends OpenGateway {
  secrets: Secrets
  leases: number
}

/** Reads nothing before it is first used: nothing throws while a function loads. */
export function runningGateway(name: FunctionName, overrides: Overrides = {}): RunningGateway {
  const { now = Date.now, logger = stdoutLogger, open = openGateway } = overrides
  const made = once(() => makeDeps(functions[name], overrides, now, logger))
  let current: Generation | undefined

  function end(generation: Generation): void {
    if (generation === current || generation.leases > 0) return
    generation.close().catch(error => logger.warn('gateway.not_closed', { reason: String(error) }))
  }

  return {
    environment: () => made().deps.environment,
    call: () => made().deps.call,
    secrets: () => made().secrets(),
    async lease() {
      const { deps, secrets: read } = made()
      const secrets = await read()
      if (current?.secrets !== secrets) {
        const before = current
        current = { ...open(deps, secrets), secrets, leases: 0 }
        if (before !== undefined) end(before)
      }
      const generation = current
      generation.leases += 1
      let released = false
      return {
        gateway: generation.gateway,
        release() {
          if (released) return
          released = true
          generation.leases -= 1
          end(generation)
        }
      }
    }
  }
}

function makeDeps(
  spec: FunctionSpec,
  overrides: Overrides,
  now: () => number,
  logger: Logger
): { deps: AwsDeps; secrets: () => Promise<Secrets> } {
  const environment = readEnvironment(overrides.variables)
  const access = awsAccess(environment)
  const call = signedCalls({
    region: environment.AWS_REGION,
    ...access,
    ...defined({ send: overrides.send })
  })
  const role = environment.DEFAULT_BUCKET_ROLE
  return {
    deps: {
      spec,
      environment,
      call,
      ...(role === undefined || spec.defaultBucket.length === 0
        ? {}
        : {
            defaultBucketCredentials: assumedRole({
              call,
              role,
              ...defined({ endpoint: access.endpoint }),
              now,
              logger
            })
          }),
      now,
      logger
    },
    secrets: secretsOf({ call, names: secretsOfFunction(spec, environment), environment, now, logger })
  }
}

/** What throws is tried again at the next call. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
