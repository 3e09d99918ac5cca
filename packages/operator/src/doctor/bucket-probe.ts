/** What a bucket lets one do, found out as a gateway and a browser would: with the code that the gateway itself runs. */
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import type { BucketRef } from '@kachery-gateway/core/stores/bucket-uri.ts'
import type { BrowserView } from '@kachery-gateway/core/stores/object-store.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { reach } from './checks/reach.ts'

export interface BucketView extends BrowserView {
  /** What was written is what is read, with the gateway's credentials and by a presigned URL. */
  reads: boolean
  /** Headers that nobody signed and that it obeys on an upload URL. */
  obeys: string[]
}

export interface BucketProbe {
  /** Writes, reads and removes the object. Throws what the bucket refuses with: no credentials in it. */
  own(bucket: BucketRef, key: string, origin: string): Promise<BucketView>
  /** Reads only. */
  fallback(bucket: BucketRef, key: string): Promise<void>
}

/** The URL of the probe lives so long, s. */
const life = 60

export function bucketProbe(fetching: typeof fetch, now: () => number): BucketProbe {
  const open = (bucket: BucketRef) => openS3ObjectStore(bucket, { now, logger: loggerTo(() => {}) })
  return {
    async own(bucket, key, origin) {
      const store = open(bucket)
      const written = Buffer.from(JSON.stringify({ test: 'of reading and writing', at: new Date(now()).toISOString() }))
      await store.put(key, written, { contentType: 'application/json' })
      try {
        const [read, view, url, obeys] = await Promise.all([
          store.get(key, 1000),
          store.asBrowser(key, origin),
          store.presignGet(key, life),
          store.obeysUnsigned(key)
        ])
        const { text } = await reach(fetching, url)
        return {
          ...view,
          obeys,
          reads: read !== undefined && written.equals(read.bytes) && text === written.toString()
        }
      } finally {
        await store.remove(key)
      }
    },
    async fallback(bucket, key) {
      await open(bucket).get(key, 10_000)
    }
  }
}
