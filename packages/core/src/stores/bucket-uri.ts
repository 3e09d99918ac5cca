/**
 * Addresses of buckets as operators write them: `r2://b`, `s3://b?region=r` (or `aws://`), `gs://b`,
 * `wasabi://b?region=r`. What is wrong with one is told in a sentence that repeats nothing of it: somebody may have
 * pasted a secret into it.
 */
/** Where a bucket is and how to sign for it. The credentials are a secret: in no log, error or answer. */
export interface BucketRef {
  /** `r2://b`, `s3://b?region=r` (or `aws://`), `gs://b`, `wasabi://b?region=r` */
  uri: string
  credentials: BucketCredentials
  /** Given through the site, not by the operator: where the gateway connects to may be limited. */
  added?: true
}

export type BucketCredentials = KeptCredentials | TemporaryCredentialsSource

interface KeptCredentials {
  accessKeyId: string
  secretAccessKey: string
  /** URL of the S3 API; needed for r2, optional elsewhere. */
  endpoint?: string
}

export interface TemporaryCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  /** ms since the epoch */
  expiresAt: number
}

/** Credentials that end, and are renewed in time. */
export interface TemporaryCredentialsSource {
  /** Whose they are: buckets of the same source share connections. */
  source: string
  /** Those that live for at least `leastLife` ms more; throws `store.unavailable` where none are to be had. */
  current(leastLife: number): Promise<TemporaryCredentials>
  endpoint?: string
}

type BucketKind = 'r2' | 's3' | 'gs' | 'wasabi'

export interface BucketPlace {
  kind: BucketKind
  bucket: string
  /** As it is signed for; `auto` where the store has no regions. */
  region: string
  /** URL of the S3 API; absent: AWS's own for the region, or (r2) only the credentials know it. */
  endpoint?: string
}

type ParsedBucketUri = { ok: true; value: BucketPlace } | { ok: false; reason: string }

const kinds: ReadonlyMap<string, BucketKind> = new Map([
  ['r2', 'r2'],
  ['s3', 's3'],
  ['aws', 's3'],
  ['gs', 'gs'],
  ['wasabi', 'wasabi']
])

/** What all four stores allow; Google alone allows underscores and, with dots, up to 222 characters. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const googleBucketName = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/
const regionName = /^[a-z0-9][a-z0-9-]{0,39}$/

export function parseBucketUri(uri: string): ParsedBucketUri {
  const [, scheme, bucket, query] = /^([a-z0-9]+):\/\/([^/?#]*)\/?(?:\?([^#]*))?$/.exec(uri) ?? []
  if (scheme === undefined || bucket === undefined) {
    return refuse('it is no address of a bucket; write for example s3://lab-files?region=eu-west-1 or r2://lab-files')
  }
  const kind = kinds.get(scheme)
  if (kind === undefined) return refuse('it begins with none of r2://, s3://, aws://, gs:// and wasabi://')
  if (!(kind === 'gs' ? googleBucketName : bucketName).test(bucket) || bucket.includes('..')) {
    return refuse('its bucket name is not valid: 3 to 63 lower-case letters, digits, dots and hyphens')
  }

  const parameters = [...new URLSearchParams(query ?? '')]
  if (parameters.some(([name]) => name !== 'region') || parameters.length > 1) {
    return refuse('after the question mark only region=… may stand, once')
  }
  const region = parameters[0]?.[1]
  if (region !== undefined && !regionName.test(region)) return refuse('its region is not valid')
  if (region !== undefined && (kind === 'r2' || kind === 'gs') && region !== 'auto') {
    return refuse(`${scheme}:// has no regions; leave region out`)
  }
  return { ok: true, value: placeOf(kind, bucket, region) }
}

/** Where a bucket is once its credentials had their say: an endpoint given there wins, for every kind of store. */
export function resolveBucket({ uri, credentials }: BucketRef): ParsedBucketUri {
  const parsed = parseBucketUri(uri)
  if (!parsed.ok) return parsed
  const { endpoint } = credentials
  if (endpoint === undefined) {
    return parsed.value.kind === 'r2'
      ? refuse('an r2 bucket needs the endpoint of its account in the credentials')
      : parsed
  }
  if (!isEndpoint(endpoint)) return refuse('the endpoint in the credentials is no plain http or https URL')
  return { ok: true, value: { ...parsed.value, endpoint } }
}

function placeOf(kind: BucketKind, bucket: string, region = 'us-east-1'): BucketPlace {
  switch (kind) {
    case 'r2':
      return { kind, bucket, region: 'auto' }
    case 'gs':
      return { kind, bucket, region: 'auto', endpoint: 'https://storage.googleapis.com' }
    case 'wasabi':
      return { kind, bucket, region, endpoint: `https://s3.${region}.wasabisys.com` }
    case 's3':
      return { kind, bucket, region }
  }
}

function isEndpoint(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return false
  return url.username === '' && url.password === '' && url.search === '' && url.hash === ''
}

const refuse = (reason: string): ParsedBucketUri => ({ ok: false, reason })
