/** The S3 adapter keeps the object store's contract over HTTP, on a server that can all that S3 can and on one that can't. */
import { randomUUID } from 'node:crypto'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { objectStoreContract } from '../../packages/core/src/stores/object-store.contract.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'
import { startS3Server } from './s3-server.ts'
import type { KeyPair } from './signature.ts'

const bucket = 'contract'
const newPair = (): KeyPair => ({ accessKeyId: `id${randomUUID()}`, secretAccessKey: randomUUID() })
const openAt = (endpoint: string, pair: KeyPair, now: () => number = Date.now) =>
  openS3ObjectStore({ uri: `s3://${bucket}`, credentials: { ...pair, endpoint } }, { now, logger: testLogger() })

for (const able of [true, false]) {
  const abilities = { putIfAbsent: able, putIfMatch: able, copyIfAbsent: able, copySha1: able, copyIfMatch: able }
  const name = `S3 adapter on a server of ${able ? 'every ability' : 'no ability'}`
  objectStoreContract(name, { abilities, presigns: true }, async () => {
    const pair = newPair()
    const { endpoint, close } = await startS3Server({ bucket, pair, abilities })
    return { store: openAt(endpoint, pair), openAt: now => openAt(endpoint, pair, now), close }
  })
}

describe('the S3 server', () => {
  it('refuses another key pair, a wrong secret and no signature', async () => {
    const pair = newPair()
    const server = await startS3Server({ bucket, pair })
    onTestFinished(() => server.close())
    await openAt(server.endpoint, pair).put('a', Buffer.from('x'))
    for (const wrong of [newPair(), { ...pair, secretAccessKey: 'wrong' }]) {
      const store = openAt(server.endpoint, wrong)
      await expect(store.head('a')).rejects.toMatchObject({ code: 'store.refused' })
      expect((await fetch(await store.presignGet('a', 60))).status).toBe(403)
    }
    expect((await fetch(`${server.endpoint}/${bucket}/a`)).status).toBe(403)
    server.pair = newPair()
    await expect(openAt(server.endpoint, pair).head('a')).rejects.toMatchObject({ code: 'store.refused' })
    expect((await openAt(server.endpoint, server.pair).head('a'))?.size).toBe(1)
  })
})
