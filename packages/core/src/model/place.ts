/**
 * Where a zone's objects are, however its bucket is written: the server, and the path there. One bucket has many names
 * (s3:// and aws://, an endpoint with the bucket in its host or its path, http and https), and is one place.
 */
import { type BucketPlace, type BucketRef, resolveBucket } from '../stores/bucket-uri.ts'

export interface Place {
  /** The server, and the parts of the path that name the bucket there. */
  bucket: readonly string[]
  /** Parts of the zone's directory. */
  directory: readonly string[]
}

export interface ClaimedPlace {
  zone: string
  place: Place
  /** The entry of the configuration whose bucket it is; absent: a bucket of the zone's own. */
  entry?: string
  /** Of which it only reads. */
  fallback?: Place
}

export function placeOf(bucket: BucketRef, directory: string): Place {
  return { bucket: bucketOf(bucket), directory: partsOf(directory) }
}

/** One text for one bucket, however its address is written; two endpoints have two buckets of one name. */
export const bucketId = (bucket: BucketRef) => bucketOf(bucket).join('/')

export const isSameBucket = (a: Place, b: Place) => isAlong(a.bucket, b.bucket)

/** Whether one place is the other, or lies inside it. */
export const overlap = (a: Place, b: Place) => isAlong([...a.bucket, ...a.directory], [...b.bucket, ...b.directory])

/** Whether one path is the other, or leads to it. */
const isAlong = (a: readonly string[], b: readonly string[]) => a.every((part, at) => at >= b.length || part === b[at])
const partsOf = (path: string) => path.split('/').filter(part => part !== '')

/** Buckets whose address does not parse are no other's. */
function bucketOf(ref: BucketRef): string[] {
  const resolved = resolveBucket(ref)
  if (!resolved.ok) return ['address', ref.uri]
  const { kind, bucket, region, endpoint } = resolved.value
  if (endpoint === undefined) return kind === 'r2' ? ['address', ref.uri] : [aws(region), bucket]
  const url = new URL(endpoint)
  const { server, inHost } = serverOf(url, resolved.value)
  return [server, ...inHost, ...partsOf(url.pathname), bucket]
}

/** A store of many buckets, whose names are its own wherever they are asked for; a bucket may stand before its host. */
const stores: readonly { name: string; host: RegExp }[] = [
  { name: 'aws-cn', host: /^(?:(.+)\.)?s3[.-][a-z0-9.-]*\.amazonaws\.com\.cn$/ },
  { name: 'aws-us-gov', host: /^(?:(.+)\.)?s3[.-][a-z0-9.-]*us-gov-[a-z0-9-]+\.amazonaws\.com$/ },
  { name: 'aws', host: /^(?:(.+)\.)?s3(?:[.-][a-z0-9.-]*)?\.amazonaws\.com$/ },
  { name: 'google', host: /^(?:(.+)\.)?(?:storage|commondatastorage)\.googleapis\.com$/ },
  { name: 'google', host: /^(?:(.+)\.)?storage\.[a-z0-9-]+\.rep\.googleapis\.com$/ },
  { name: 'wasabi', host: /^(?:(.+)\.)?s3(?:\.[a-z0-9-]+)?\.wasabisys\.com$/ }
]

function serverOf(url: URL, { region }: Pick<BucketPlace, 'region'>): { server: string; inHost: string[] } {
  const host = url.hostname.replace(/\.$/, '')
  for (const { name, host: pattern } of stores) {
    const [found, bucket] = pattern.exec(host) ?? []
    if (found === undefined) continue
    return { server: name === 'aws' ? aws(region) : name, inHost: bucket === undefined ? [] : [bucket] }
  }
  const [, bucket, account] =
    /^(?:(.+)\.)?([0-9a-z]+(?:\.(?:eu|us|fedramp))?)\.r2\.cloudflarestorage\.com$/.exec(host) ?? []
  if (account !== undefined) return { server: `r2 ${account}`, inHost: bucket === undefined ? [] : [bucket] }
  const name = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host) ? 'loopback' : host
  return { server: url.port === '' ? name : `${name}:${url.port}`, inHost: [] }
}

/** Each partition of AWS has buckets of its own. */
function aws(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return region.startsWith('cn-') ? 'aws-cn' : 'aws'
}
