/** What a bucket lets one do, found out as a gateway and a browser would: with the code that the gateway itself runs. */
import type { BucketRef } from '@kachery-gateway/core/stores/bucket-uri.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { reach } from './checks/reach.ts'

export interface BucketView {
  /** What was written is what is read. */
  reads: boolean
  /** For a page of the origin: it may read, and see those headers; it may write. */
  pageMayRead: boolean
  pageSees: readonly string[]
  pageMayWrite: boolean
  /** Of the bucket's own answers. */
  headers: Headers
}

export interface BucketProbe {
  /** Writes, reads and removes the object. Throws what the bucket refuses with: no credentials in it. */
  own(bucket: BucketRef, key: string, origin: string): Promise<BucketView>
  /** Reads only. */
  fallback(bucket: BucketRef, key: string): Promise<void>
}

/** URLs of the probe live so long, s. */
const life = 60

export function bucketProbe(fetching: typeof fetch, now: () => number): BucketProbe {
  const open = (bucket: BucketRef) => openS3ObjectStore(bucket, { now, report: () => {} })
  return {
    async own(bucket, key, origin) {
      const store = open(bucket)
      const written = Buffer.from(JSON.stringify({ test: 'of reading and writing', at: new Date(now()).toISOString() }))
      await store.put(key, written, { contentType: 'application/json' })
      try {
        const [read, get, put] = await Promise.all([
          store.get(key, 1000),
          store.presignGet(key, life),
          store.presignPut(key, written.length, life)
        ])
        const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } }
        const [got, mayPut] = await Promise.all([
          reach(fetching, get, { headers: { origin } }),
          reach(fetching, put, preflight)
        ])
        const methods = (mayPut.headers.get('access-control-allow-methods') ?? '').toUpperCase()
        return {
          reads: read !== undefined && written.equals(read.bytes) && got.text === written.toString(),
          pageMayRead: allows(got.headers, origin),
          pageSees: (got.headers.get('access-control-expose-headers') ?? '').toLowerCase().split(/[\s,]+/),
          pageMayWrite: allows(mayPut.headers, origin) && /\*|PUT/.test(methods),
          headers: got.headers
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

function allows(headers: Headers, origin: string): boolean {
  const allowed = headers.get('access-control-allow-origin')
  return allowed === '*' || allowed === origin
}
