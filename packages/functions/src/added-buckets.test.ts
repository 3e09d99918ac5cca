/** Where buckets may be that people add through the site; those of the configuration are the operator's matter. */
import { describe, expect, it } from 'vitest'
import { inMemoryEphemeralStore } from '../../core/testing/in-memory-ephemeral-store.ts'
import { InMemoryRegistry } from '../../core/testing/in-memory-registry.ts'
import { testLogger } from '../../leak-check/src/watch.ts'
import { readConfig } from './config.ts'
import { makeGateway } from './wiring.ts'

const gateway = (addedBuckets: 'public' | 'anywhere') =>
  makeGateway(readConfig({}).config, {
    zones: new Map(),
    publicUrl: 'https://gateway.test',
    registry: new InMemoryRegistry(),
    ephemeral: inMemoryEphemeralStore(),
    outbox: { keep: async () => {} },
    verificationQueue: { send: async () => {} },
    addedBuckets,
    logger: testLogger()
  })

describe('a bucket on this machine', () => {
  it.each([
    ['public', true, 'EndpointNotPublic'],
    ['public', undefined, 'ECONNREFUSED'],
    ['anywhere', true, 'ECONNREFUSED']
  ] as const)('of a gateway for %s ones, added: %s, gives %s', async (reach, added, name) => {
    const credentials = {
      accessKeyId: 'id',
      secretAccessKey: 'secret-of-an-added-bucket',
      endpoint: 'http://127.0.0.1:1'
    }
    const { openBucket } = gateway(reach)
    const bucket = await openBucket({ uri: 's3://lab-files', credentials, ...(added ? { added } : {}) })
    await expect(bucket.head('a')).rejects.toMatchObject({ cause: { name } })
  })
})
