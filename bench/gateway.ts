/** A gateway as it is wired for Lambda, on stores that a subject chooses. Everybody may read and write its zone. */

import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import { ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import type { BucketRef } from '@kachery-gateway/core/stores/bucket-uri.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import type { ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import { readConfig } from '@kachery-gateway/functions/config.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { makeGateway } from '@kachery-gateway/functions/wiring.ts'
import { inMemoryEphemeralStore } from '../packages/core/testing/in-memory-ephemeral-store.ts'
import { InMemoryRegistry } from '../packages/core/testing/in-memory-registry.ts'
import { zone } from './kachery-calls.ts'

export const settings = Buffer.from('allowPublicUpload: true\nallowPublicDownload: true\nauthorizedUsers: []\n')

export interface BenchStores {
  bucket: ObjectStore
  registry?: GatewayDeps['registry']
  ephemeral?: EphemeralStore
  /** Whether files of its zone have readers. */
  readers?: boolean
}

const ref: BucketRef = { uri: 's3://bench-files', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } }

export function benchGateway({ bucket, registry, ephemeral, readers = false }: BenchStores): Gateway {
  const name = ZoneName.parse(zone)
  const gateway = makeGateway(readConfig({}).config, {
    zones: new Map([[name, { name, directory: '', bucket: ref, ...(readers && { files: { since: 0 } }) }]]),
    publicUrl: 'https://gateway.example.org',
    registry: registry ?? new InMemoryRegistry(),
    ephemeral: ephemeral ?? inMemoryEphemeralStore(),
    outbox: { keep: fail('a log item was kept aside') },
    // What a store vouches for is looked at afterwards, which nobody waits for.
    verificationQueue: {
      async send({ inspect }) {
        if (inspect === undefined) fail('a verification was queued')()
      }
    },
    addedBuckets: 'anywhere',
    logger: loggerTo((_level, event, fields) => fail(`${event} ${JSON.stringify(fields)}`)())
  })
  // A busy machine may need longer than people are made to wait; here it is looked at how long.
  const limits = { ...gateway.limits, quickBytes: 0 }
  return { ...gateway, limits, openBucket: async () => bucket }
}

/** Where a subject takes another way than the one that is to be looked at, its numbers would mean nothing. */
const fail = (why: string) => (): never => {
  throw new Error(`While measuring, ${why}.`)
}

/** Who owns the clients, and private files. */
const ann = { ownerId: 'ann', ownerAccountId: '1' }

export async function register(registry: GatewayDeps['registry'], clientId: string): Promise<void> {
  const client = { clientId, ...ann, timestampCreated: 1, label: 'bench' }
  await registry.create({ kind: 'client', zone, id: clientId }, client, { owner: `account:${ann.ownerAccountId}` })
}

/** Private, of the owner of the clients. */
export async function registerFile(registry: GatewayDeps['registry'], hash: string): Promise<void> {
  const registration = { hash, size: 40, ...ann, at: 1, visibility: 'private', state: 'held' }
  await registry.create({ kind: 'registration', zone, id: `${hash}/account:${ann.ownerAccountId}` }, registration)
}
