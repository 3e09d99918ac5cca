/** An S3 server of a lab's own, which checks credentials; its operator gives it a new key pair now and then. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { startEmbeddedObjectStore } from '../../packages/local/src/embedded/object-store.ts'

interface KeyPair {
  accessKeyId: string
  secretAccessKey: string
}

export interface OwnBucket {
  uri: string
  endpoint: string
  /** The one that the server takes. */
  pair(): KeyPair
  /** Every one that it has ever taken. */
  readonly pairs: readonly KeyPair[]
  /** From now on it takes another one, and no longer the one before. */
  replacePair(next: KeyPair): Promise<void>
  /** The bucket as it is now, not by way of the gateway. */
  open(): ObjectStore
  close(): Promise<void>
}

export const newPair = (): KeyPair => ({ accessKeyId: `id${randomUUID()}`, secretAccessKey: `secret-${randomUUID()}` })

export async function startOwnBucket(bucket: string): Promise<OwnBucket> {
  const directory = await mkdtemp(join(tmpdir(), 'kachery-own-bucket-'))
  const pairs = [newPair()]
  const pair = () => pairs.at(-1) ?? newPair()
  let server = await startEmbeddedObjectStore({ directory, bucket, ...pair() })
  const { endpoint } = server
  const uri = `s3://${bucket}?region=us-east-1`
  return {
    uri,
    endpoint,
    pair,
    pairs,
    async replacePair(next) {
      await server.close()
      pairs.push(next)
      server = await startEmbeddedObjectStore({ directory, bucket, port: Number(new URL(endpoint).port), ...next })
    },
    open: () => openS3ObjectStore({ uri, credentials: { ...pair(), endpoint } }, { now: Date.now, report: () => {} }),
    async close() {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    }
  }
}
