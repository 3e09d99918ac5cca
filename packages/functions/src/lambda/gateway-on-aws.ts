/** A gateway made of a function's environment and secrets: what differs on AWS from a gateway on one machine. */

import { defined } from '@kachery-gateway/core/defined.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import { defaultZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import type { TemporaryCredentialsSource } from '@kachery-gateway/core/stores/bucket-uri.ts'
import { credentialCipher } from '@kachery-gateway/core/stores/credential-cipher.ts'
import type { Outbox } from '@kachery-gateway/core/stores/outbox.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import type { VerificationQueue } from '@kachery-gateway/core/stores/verification-queue.ts'
import * as z from 'zod'
import { startFunction } from '../aws/invoke-function.ts'
import { writeParameter } from '../aws/parameters.ts'
import { sendMessage } from '../aws/queue.ts'
import type { AwsCall } from '../aws/signed-call.ts'
import { type Config, readConfig } from '../config.ts'
import type { Gateway } from '../http/route.ts'
import { githubIdentities } from '../sign-in/own-app-tokens.ts'
import type { SignInSetup, SiteDeps } from '../sign-in/site-deps.ts'
import { makeGateway, registryOf } from '../wiring.ts'
import { configurationIssuesOf } from './configuration-issues.ts'
import { awsAccess, type FunctionEnvironment } from './environment.ts'
import { ephemeralStoresFor } from './ephemeral-stores.ts'
import { type FunctionSpec, secretsOfFunction } from './functions.ts'
import { keyBytes } from './key-bytes.ts'
import { openedOnFirstUse } from './opened-on-first-use.ts'
import { readRotatingKey } from './rotating-key.ts'
import { parameterOf, type Secrets } from './secrets.ts'

export interface AwsDeps {
  spec: FunctionSpec
  environment: FunctionEnvironment
  call: AwsCall
  /** Absent: the function may not touch the default zone's bucket. */
  defaultBucketCredentials?: TemporaryCredentialsSource
  /** ms since the epoch */
  now(): number
  logger: Logger
}

export interface OpenGateway {
  gateway: Gateway
  close(): Promise<void>
}

/** Connects to nothing yet. What is wrong with a secret is reported, and the rest works. */
export function openGateway(deps: AwsDeps, secrets: Secrets): OpenGateway {
  const { spec, environment, logger } = deps
  const { config, problems } = readConfig(variablesOf(environment, secrets))
  for (const { name, problem } of problems) logger.error('configuration.wrong', { name, problem })
  if (config.publicUrl === undefined && spec.secrets.includes('PUBLIC_URL')) {
    throw errors.deploymentIncomplete('its public URL')
  }

  const registry = openedOnFirstUse<Registry>(async () => {
    const opened = registryOf(config, logger, awsAccess(environment))
    if (opened === undefined) throw errors.deploymentIncomplete('the name of its registry')
    return opened
  })
  const stores = ephemeralStoresFor(config, deps)
  const identityProvider = githubIdentities(config)
  const gateway = makeGateway(config, {
    zones: zonesOf(config, deps),
    // Without it the function makes no links.
    publicUrl: config.publicUrl ?? '',
    registry,
    ephemeral: stores.current,
    formerLogItems: stores.former,
    ...queuesOf(deps),
    ...(identityProvider && { identityProvider }),
    // What answers like AWS in a rehearsal is on this machine, and so are its buckets.
    addedBuckets: environment.AWS_ENDPOINT_URL === undefined ? 'public' : 'anywhere',
    logger
  })
  const stage = environment.PARAMETER_PREFIX.split('/')[2] ?? 'NAME'
  return {
    gateway: {
      ...gateway,
      ...keyedParts(deps, secrets, config),
      ...jobStarter(deps),
      configurationIssues: configurationIssuesOf(secretsOfFunction(spec, environment), secrets, problems, stage)
    },
    close: async () => {
      await Promise.all([registry.close(), stores.close()])
    }
  }
}

/** What stands on keys that the deployment made. The site's deps are loaded by the function that serves the site. */
function keyedParts(deps: AwsDeps, secrets: Secrets, config: Config): Pick<Gateway, 'credentialCipher' | 'site'> {
  const { spec } = deps
  const encryptionKey = keyBytes(secrets.get('ENCRYPTION_KEY') ?? '')
  const serves = spec.secrets.includes('SESSION_KEY')
  let site: Promise<SiteDeps> | undefined
  const made = async () => {
    const { current, other } = readRotatingKey(secrets.get('SESSION_KEY') ?? '')
    const sessionKey = keyBytes(current)
    const otherKey = keyBytes(other?.key ?? '')
    if (sessionKey === undefined) throw errors.deploymentIncomplete('the key of its sessions')
    const { makeSiteDeps } = await import('../sign-in/make-site-deps.ts')
    const { github, githubUrl, recaptcha, publicUrl = '' } = config
    return makeSiteDeps({
      publicUrl,
      sessionKey,
      ...(otherKey === undefined
        ? {}
        : { otherSessionKey: { key: otherKey, until: other?.until ?? Number.POSITIVE_INFINITY } }),
      ...defined({ githubUrl, github, recaptcha, keepApp: spec.writes && appKeeper(deps) })
    })
  }
  const opened = () => {
    site ??= made()
    site.catch(() => {
      site = undefined
    })
    return site
  }
  return {
    ...(encryptionKey === undefined ? {} : { credentialCipher: credentialCipher(encryptionKey) }),
    ...(serves ? { site: opened } : {})
  }
}

/** The id last: only with it anybody is led to GitHub. */
const appKeeper =
  ({ call, environment }: AwsDeps): SignInSetup['keep'] =>
  async ({ clientId, clientSecret }) => {
    await writeParameter(call, parameterOf('GITHUB_CLIENT_SECRET', environment), clientSecret)
    await writeParameter(call, parameterOf('GITHUB_CLIENT_ID', environment), clientId)
  }

/** Secrets and settings as variables of the one schema. The stack names a database whether or not there is a server. */
function variablesOf(environment: FunctionEnvironment, secrets: Secrets): Record<string, string | undefined> {
  const { MONGO_DATABASE, ...settings } = environment
  const given = Object.fromEntries(secrets)
  const server = given.MONGO_URI?.trim() || given.FORMER_MONGO_URI?.trim()
  return { ...settings, ...given, ...(server ? { MONGO_DATABASE } : {}) }
}

/** The configuration's, and the default zone in the deployment's own bucket unless the configuration has one. */
function zonesOf(config: Config, { environment, defaultBucketCredentials }: AwsDeps): ReadonlyMap<string, ZoneConfig> {
  const zones = new Map<string, ZoneConfig>(config.zones)
  const ownDefault = !zones.has(defaultZoneName) && config.mayBeConfigured?.(defaultZoneName) !== true
  if (ownDefault && defaultBucketCredentials !== undefined) {
    const uri = `s3://${environment.DEFAULT_BUCKET}?region=${environment.AWS_REGION}`
    zones.set(defaultZoneName, {
      name: defaultZoneName,
      directory: '',
      bucket: { uri, credentials: defaultBucketCredentials }
    })
  }
  return zones
}

function queuesOf({ call, environment }: AwsDeps): {
  outbox: Outbox
  verificationQueue: VerificationQueue
} {
  return {
    outbox: { keep: item => sendMessage(call, environment.LOG_ITEMS_QUEUE_URL, item) },
    verificationQueue: {
      send: async (job, { after } = {}) => {
        try {
          await sendMessage(call, environment.VERIFICATIONS_QUEUE_URL, job, after)
        } catch (error) {
          throw errors.storeUnavailable('the queue of verifications', error)
        }
      }
    }
  }
}

const JobFunctions = z.partialRecord(JobName, z.string())

function jobStarter({ call, environment: { JOB_FUNCTIONS } }: AwsDeps): Pick<Gateway, 'startJob'> {
  if (JOB_FUNCTIONS === undefined) return {}
  const names = JobFunctions.parse(JSON.parse(JOB_FUNCTIONS))
  return {
    startJob: async (job, how = {}) => {
      const name = names[job]
      if (name === undefined) throw errors.deploymentIncomplete(`the function of the job ${job}`)
      try {
        await startFunction(call, name, JSON.stringify(how))
      } catch (error) {
        throw errors.storeUnavailable('what starts its jobs', error)
      }
    }
  }
}
