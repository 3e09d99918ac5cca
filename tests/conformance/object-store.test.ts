/** The object store contract against a real server that speaks S3 (versitygw), reached by TEST_S3_*. */
import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { objectStoreContract } from '../../packages/core/src/stores/object-store.contract.ts'
import { openS3ObjectStore } from '../../packages/core/src/stores/s3/s3-object-store.ts'
import { adoptionContract } from '../../packages/core/testing/adoption-contract.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'

const { TEST_S3_ENDPOINT: endpoint, TEST_S3_ACCESS_KEY_ID: id, TEST_S3_SECRET_ACCESS_KEY: secret } = process.env
const bucket = `conformance-${randomUUID()}`

async function open() {
  if (!endpoint || !id || !secret) {
    throw new Error(
      'These tests need an S3 server: set TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY_ID and TEST_S3_SECRET_ACCESS_KEY.'
    )
  }
  const credentials = { accessKeyId: id, secretAccessKey: secret }
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials })
  await client.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'BucketAlreadyOwnedByYou')) throw error
  })
  client.destroy()
  const openAt = (now: () => number, name = bucket, secretAccessKey: string = secret) =>
    openS3ObjectStore(
      { uri: `s3://${name}`, credentials: { ...credentials, secretAccessKey, endpoint } },
      { now, logger: testLogger() }
    )
  return { store: openAt(Date.now), openAt, close: async () => {} }
}

objectStoreContract(
  'S3 adapter on versitygw',
  {
    abilities: { putIfAbsent: true, putIfMatch: true, copyIfAbsent: false, copySha1: true, copyIfMatch: true },
    presigns: true,
    takesCutPuts: true
  },
  open
)

adoptionContract('on versitygw', open, { killedEach: 5 })

describe('the S3 adapter on versitygw', () => {
  it.each(['a+b', 'a&b=c;d', 'who@where', 'a?b#c', 'a,b:c$'])('copies an object named %j', async part => {
    const { store } = await open()
    await store.put(part, Buffer.from(part))
    expect(await store.copy(part, `copied/${part}`, { size: part.length })).toMatchObject({ outcome: 'copied' })
    expect((await store.head(`copied/${part}`))?.size).toBe(part.length)
  })

  it('a bucket that does not exist is an error, not a missing object', async () => {
    const { openAt } = await open()
    const store = openAt(Date.now, 'no-such-bucket-here')
    await expect(store.get('a', 10)).rejects.toMatchObject({ code: 'store.unavailable' })
    await expect(store.copy('a', 'b', { size: 1 })).rejects.toMatchObject({ code: 'store.unavailable' })
    await expect(store.remove('a')).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  it('wrong credentials are a refusal, which does not repeat them', async () => {
    const { openAt } = await open()
    const store = openAt(Date.now, bucket, 'a wrong secret')
    const error: unknown = await store.head('a').catch(caught => caught)
    expect(error).toMatchObject({ code: 'store.refused' })
    expect(JSON.stringify([String(error), error instanceof Error && error.cause])).not.toContain(id)
  })
})
