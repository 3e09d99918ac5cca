/**
 * finalizeFileUpload of an upload that lies in a bucket, against one bare copy of the same object by the same kind of
 * client: finalize copies twice and, where the store tells no SHA-1, reads once. The store on this machine's disk knows the
 * SHA-1 of what it has, and copies without touching a byte.
 */

import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CopyObjectCommand, CreateBucketCommand, DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { contentKey, uploadKey } from '@kachery-gateway/core/files/keys.ts'
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import type { ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import { gatewayHandler } from '@kachery-gateway/functions/handlers/gateway.ts'
import { Database } from '@kachery-gateway/local/embedded/database.ts'
import { DiskObjectStore } from '@kachery-gateway/local/embedded/disk-object-store.ts'
import { FileUrls } from '@kachery-gateway/local/embedded/file-urls.ts'
import { sha1 } from '../packages/client/src/kachery-client.ts'
import { InMemoryRegistry } from '../packages/core/testing/in-memory-registry.ts'
import { benchGateway, register, settings } from './gateway.ts'
import { call, eventOf, newClient } from './kachery-calls.ts'
import { compare, elapsed } from './measure.ts'
import { type Row, ratioRow } from './table.ts'

interface S3Server {
  endpoint: string
  accessKeyId: string
  secretAccessKey: string
}

const sizes = [
  { name: '1 MB', bytes: 1_000_000, rounds: 15 },
  { name: '100 MB', bytes: 100_000_000, rounds: 5 }
]

export async function finalizeOnEmbeddedStore(): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-objects-'))
  const database = Database.open(join(directory, 'gateway.sqlite'))
  try {
    const urls = new FileUrls(randomBytes(32), 'http://127.0.0.1')
    const store = await DiskObjectStore.open({ database, directory: join(directory, 'objects'), urls })
    const copy = (from: string, to: string) => store.copy(from, to, { size: 0 })
    return await finalize('embedded store', store, copy)
  } finally {
    database.close()
    await rm(directory, { recursive: true, force: true })
  }
}

/** On the S3 server that TEST_S3_* name; no rows where they do not. */
export async function finalizeOnGivenServer(): Promise<Row[]> {
  const { TEST_S3_ENDPOINT: endpoint, TEST_S3_ACCESS_KEY_ID: id, TEST_S3_SECRET_ACCESS_KEY: secret } = process.env
  if (!endpoint || !id || !secret) return []
  const server = { endpoint, accessKeyId: id, secretAccessKey: secret }
  const client = clientOf(server)
  const bucket = `bench-${randomUUID()}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  try {
    const store = openS3ObjectStore(
      { uri: `s3://${bucket}`, credentials: server },
      { now: Date.now, logger: loggerTo(() => {}) }
    )
    return await finalize('S3 server of TEST_S3_ENDPOINT', store, (from, to) =>
      client.send(new CopyObjectCommand({ Bucket: bucket, CopySource: `${bucket}/${from}`, Key: to }))
    )
  } finally {
    await client.send(new DeleteBucketCommand({ Bucket: bucket }))
    client.destroy()
  }
}

/** `bareCopy`: by the same kind of client, with nothing around it. */
async function finalize(
  where: string,
  store: ObjectStore,
  bareCopy: (from: string, to: string) => Promise<unknown>
): Promise<Row[]> {
  const registry = new InMemoryRegistry()
  const gateway = benchGateway({ bucket: store, registry })
  const handler = gatewayHandler(() => gateway)
  const client = newClient()
  await register(registry, client.clientId)
  await store.put(settingsKey, settings)

  const root = { directory: '' }
  const rows: Row[] = []
  for (const { name, bytes, rounds } of sizes) {
    const content = randomBytes(bytes)
    const hash = ContentHash.parse(sha1(content))
    const upload = () => uploadKey(root, hash, randomBytes(16).toString('hex'))
    const comparison = await compare(
      {
        subject: elapsed(
          objectKey =>
            call(
              handler,
              eventOf(
                JSON.stringify(
                  client.envelope({ type: 'finalizeFileUpload', hashAlg: 'sha1', hash, size: bytes, objectKey })
                )
              )
            ),
          async () => {
            const objectKey = upload()
            await store.put(objectKey, content)
            return objectKey
          },
          () => store.remove(contentKey(root, hash))
        ),
        floor: elapsed(
          key => bareCopy(key, `${key}.copy`),
          async () => {
            const key = upload()
            await store.put(key, content)
            return key
          },
          async key => {
            for (const each of [key, `${key}.copy`]) await store.remove(each)
          }
        )
      },
      rounds
    )
    rows.push(ratioRow(`finalize of ${name}, ${where}`, comparison, 'ms', 'one bare copy'))
  }
  await store.remove(settingsKey)
  return rows
}

const clientOf = ({ endpoint, ...credentials }: S3Server) =>
  new S3Client({
    region: 'us-east-1',
    endpoint,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED'
  })
