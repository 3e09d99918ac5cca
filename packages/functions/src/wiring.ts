/**
 * The one place that picks adapters and puts a gateway together. MongoDB's client, which is large, is imported where it is
 * needed.
 */

import { randomBytes } from 'node:crypto'
import { makeCaches } from '@kachery-gateway/core/caches.ts'
import { defined } from '@kachery-gateway/core/defined.ts'
import type { Limits } from '@kachery-gateway/core/deps.ts'
import { loginKey } from '@kachery-gateway/core/ids/login-key.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import { ed25519Verifier } from '@kachery-gateway/core/signing/ed25519.ts'
import type { BucketRef } from '@kachery-gateway/core/stores/bucket-uri.ts'
import type { CredentialCipher } from '@kachery-gateway/core/stores/credential-cipher.ts'
import type { DynamoDbOptions } from '@kachery-gateway/core/stores/dynamodb/client.ts'
import { openDynamoDbRegistry } from '@kachery-gateway/core/stores/dynamodb/dynamodb-registry.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import { httpWebhooks } from '@kachery-gateway/core/stores/http-webhooks.ts'
import type { IdentityProvider } from '@kachery-gateway/core/stores/identity-provider.ts'
import type { LogItems } from '@kachery-gateway/core/stores/log-items.ts'
import { logItemsOfSeveral } from '@kachery-gateway/core/stores/log-items-of-several.ts'
import type { MongoDbConnectionOptions } from '@kachery-gateway/core/stores/mongodb/mongodb-ephemeral-store.ts'
import type { ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import type { Outbox } from '@kachery-gateway/core/stores/outbox.ts'
import type { Reach } from '@kachery-gateway/core/stores/reach.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import type { VerificationQueue } from '@kachery-gateway/core/stores/verification-queue.ts'
import { type Config, maxFileBytes, maxPartedFileBytes } from './config.ts'
import type { Gateway } from './http/route.ts'
import { slowBudget, usualBudget } from './time-budget.ts'

/** What differs between places to run at; `config` says the rest. */
export interface Dependencies {
  zones: ReadonlyMap<string, ZoneConfig>
  publicUrl: string
  registry: Registry
  ephemeral: EphemeralStore
  /** Stores in which log items may wait that a gateway before this one wrote. */
  formerLogItems?: readonly LogItems[]
  outbox: Outbox
  verificationQueue: VerificationQueue
  identityProvider?: IdentityProvider
  credentialCipher?: CredentialCipher
  /** Where buckets and webhooks that are added through the site may be. */
  addedBuckets: Reach
  /** A bucket that this process serves itself; its address is none that somebody can configure. */
  ownBucket?: ObjectStore
  logger: Logger
}

export function makeGateway(config: Config, deps: Dependencies): Gateway {
  const { zones, addedBuckets, ownBucket, ephemeral, formerLogItems = [], ...rest } = deps
  return {
    ...rest,
    foundFiles: ephemeral,
    logItems: formerLogItems.length === 0 ? ephemeral : logItemsOfSeveral(ephemeral, formerLogItems),
    sharesLogItems: config.mongo !== undefined || config.formerMongo !== undefined,
    now: Date.now,
    randomHex: bytes => randomBytes(bytes).toString('hex'),
    configuredZones: zones,
    ...defined({ mayBeConfigured: config.mayBeConfigured, writeBack: config.writeBack }),
    administrators: new Map(config.administrators.map(login => [loginKey(login), login])),
    limits: limitsOf(config),
    openBucket: bucketOpener(deps.logger, addedBuckets, ownBucket),
    webhooks: httpWebhooks(addedBuckets),
    ed25519: ed25519Verifier({ cacheSize: 10_000 }),
    caches: makeCaches(Date.now, config),
    allowedOrigins: config.allowedOrigins,
    about: config.about,
    ...defined({ trashDays: config.trashDays })
  }
}

function limitsOf(config: Config): Limits {
  return {
    fileBytes: maxFileBytes,
    partedFileBytes: maxPartedFileBytes,
    leastPartBytes: 5 * 1024 * 1024,
    verifyAtOnceBytes: maxFileBytes,
    inspectBytes: 1_000_000,
    verifyInRequestBytes: config.verifyInRequestBytes,
    quickBytes: 100_000_000,
    verifyQuickMs: usualBudget.verify,
    verifySlowMs: slowBudget.verify,
    downloadUrlSeconds: config.downloadUrlSeconds,
    deleteMs: usualBudget.remove,
    evenMs: 20
  }
}

/** Opens each bucket once; zones that share a bucket and its credentials share its connections. */
function bucketOpener(
  logger: Logger,
  addedBuckets: Reach,
  own?: ObjectStore
): (ref: BucketRef) => Promise<ObjectStore> {
  const open = new Map<string, ObjectStore>()
  return async ref => {
    if (own !== undefined && ref.added !== true && ref.uri === own.uri) return own
    const reach = ref.added === true ? addedBuckets : 'anywhere'
    const key = JSON.stringify([ref.uri, ref.credentials, reach])
    const store = open.get(key) ?? openS3ObjectStore(ref, { now: Date.now, logger, reach })
    open.set(key, store)
    return store
  }
}

/** The registry that the configuration names, or undefined where it names none. `access`: where the place has its own. */
export function registryOf(
  config: Config,
  logger: Logger,
  access: Pick<DynamoDbOptions, 'credentials' | 'endpoint'> = {}
): (Registry & { close(): void }) | undefined {
  if (config.dynamodb === undefined) return undefined
  return openDynamoDbRegistry({ ...access, ...config.dynamodb, logger })
}

/** The ephemeral store on a MongoDB-compatible server, or undefined where the configuration names none. */
export async function mongoDbStoreOf(
  server: Config['mongo'],
  logger: Logger,
  options: MongoDbConnectionOptions = {}
): Promise<(EphemeralStore & { close(): Promise<void> }) | undefined> {
  if (server === undefined) return undefined
  const { openMongoDbEphemeralStore } = await import('@kachery-gateway/core/stores/mongodb/mongodb-ephemeral-store.ts')
  return openMongoDbEphemeralStore({ ...server, ...options, logger })
}

/** The ephemeral store in a table, where there is no such server. */
export async function tableStoreOf(
  table: DynamoDbOptions,
  logger: Logger
): Promise<EphemeralStore & { close(): void }> {
  const { openDynamoDbEphemeralStore } = await import(
    '@kachery-gateway/core/stores/dynamodb/dynamodb-ephemeral-store.ts'
  )
  return openDynamoDbEphemeralStore({ ...table, logger })
}
