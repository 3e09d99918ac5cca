/** The domain on this machine's stores, with its background work; nothing listens yet. */
import { join } from 'node:path'
import { runVerification } from '@kachery-gateway/core/files/run-verification.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import { credentialCipher } from '@kachery-gateway/core/stores/credential-cipher.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { type Dependencies, makeGateway } from '@kachery-gateway/functions/wiring.ts'
import type { Cleanup } from './cleanup.ts'
import type { DataDirectory } from './data/data-directory.ts'
import { keptSecret } from './data/kept-secret.ts'
import { openOutbox } from './embedded/outbox.ts'
import { openVerificationQueue } from './embedded/verification-queue.ts'
import { openStores, type Stores } from './stores.ts'

/** ms that a job waits for log items that were kept while the ephemeral store was away. */
const drainLimit = 5_000

interface OpenedGateway {
  gateway: Gateway
  stores: Stores
  /** When they have gone where they belong, or have had their time. */
  outboxDrained(): Promise<void>
}

/** What was started is in `cleanup`, also where something else could not be. */
export async function openGateway(
  config: Config,
  directory: DataDirectory,
  localUrl: string,
  cleanup: Cleanup,
  logger: Logger,
  more: Pick<Dependencies, 'identityProvider'> = {}
): Promise<OpenedGateway> {
  const { places, database } = directory
  const publicUrl = config.publicUrl ?? localUrl
  const stores = await openStores(config, directory, publicUrl, cleanup, logger)
  const { zones, registry, ephemeral, formerLogItems, embeddedZone } = stores

  const outbox = openOutbox({ database, ephemeral, logger })
  cleanup.add(() => outbox.close())
  const ready = Promise.withResolvers<Gateway>()
  const verificationQueue = openVerificationQueue({
    database,
    run: async job => runVerification(await ready.promise, job),
    logger
  })
  cleanup.add(() => verificationQueue.close())

  const gateway = makeGateway(config, {
    zones,
    publicUrl,
    ...(embeddedZone === undefined ? {} : { ownBucket: embeddedZone.store }),
    registry,
    ephemeral,
    formerLogItems,
    outbox,
    verificationQueue,
    credentialCipher: credentialCipher(await keptSecret(join(places.keys, 'encryption-key'), 32)),
    addedBuckets: 'anywhere',
    ...more,
    logger
  })
  ready.resolve(gateway)
  const outboxDrained = async () => {
    const end = performance.now() + drainLimit
    while (outbox.pending() > 0 && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 50))
  }
  return { gateway, stores, outboxDrained }
}
