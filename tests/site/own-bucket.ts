/** An S3 server of a lab's own, which checks credentials; its operator gives it a new key pair now and then. */

import { randomUUID } from 'node:crypto'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import type { ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { startS3Server } from '../s3-server/s3-server.ts'
import type { KeyPair } from '../s3-server/signature.ts'

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
  const pairs = [newPair()]
  const pair = () => pairs.at(-1) ?? newPair()
  const server = await startS3Server({ bucket, pair: pair() })
  const { endpoint } = server
  const uri = `s3://${bucket}?region=us-east-1`
  return {
    uri,
    endpoint,
    pair,
    pairs,
    async replacePair(next) {
      pairs.push(next)
      server.pair = next
    },
    open: () =>
      openS3ObjectStore({ uri, credentials: { ...pair(), endpoint } }, { now: Date.now, logger: loggerTo(() => {}) }),
    close: () => server.close()
  }
}
