import { describe, expect, it } from 'vitest'
import { parseBucketUri, resolveBucket } from './bucket-uri.ts'

const credentials = { accessKeyId: 'id', secretAccessKey: 'a secret' }

describe('the address of a bucket', () => {
  it.each([
    ['r2://my-bucket', { kind: 'r2', bucket: 'my-bucket', region: 'auto' }],
    ['s3://my-bucket', { kind: 's3', bucket: 'my-bucket', region: 'us-east-1' }],
    ['s3://my.bucket?region=eu-west-1', { kind: 's3', bucket: 'my.bucket', region: 'eu-west-1' }],
    ['aws://my-bucket?region=eu-west-1', { kind: 's3', bucket: 'my-bucket', region: 'eu-west-1' }],
    ['aws://my-bucket/?region=eu-west-1', { kind: 's3', bucket: 'my-bucket', region: 'eu-west-1' }],
    ['gs://my_bucket', { kind: 'gs', bucket: 'my_bucket', region: 'auto', endpoint: 'https://storage.googleapis.com' }],
    [
      'wasabi://my-bucket?region=eu-central-1',
      { kind: 'wasabi', bucket: 'my-bucket', region: 'eu-central-1', endpoint: 'https://s3.eu-central-1.wasabisys.com' }
    ],
    [
      'wasabi://my-bucket',
      { kind: 'wasabi', bucket: 'my-bucket', region: 'us-east-1', endpoint: 'https://s3.us-east-1.wasabisys.com' }
    ]
  ])('%s is understood', (uri, value) => {
    expect(parseBucketUri(uri)).toEqual({ ok: true, value })
  })

  it.each([
    '',
    'my-bucket',
    'https://my-bucket',
    'azure://my-bucket',
    's3://',
    's3://a',
    's3://My-Bucket',
    's3://my_bucket',
    's3://my..bucket',
    's3://-bucket',
    's3://my-bucket/directory',
    's3://my-bucket#x',
    's3://id:secret@my-bucket',
    's3://my-bucket?region=',
    's3://my-bucket?region=eu west',
    's3://my-bucket?region=evil.example/',
    's3://my-bucket?region=a&region=b',
    's3://my-bucket?endpoint=http://x',
    'r2://my-bucket?region=eu-west-1',
    `s3://${'a'.repeat(64)}`
  ])('%j is refused in a sentence that does not repeat it', uri => {
    const parsed = parseBucketUri(uri)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok && uri.length > 0) expect(parsed.reason).not.toContain(uri)
  })
})

describe('a bucket with its credentials', () => {
  const endpoint = 'http://127.0.0.1:7070'

  it.each(['r2://my-bucket', 's3://my-bucket', 'gs://my-bucket', 'wasabi://my-bucket'])(
    '%s is where the endpoint in the credentials says',
    uri => {
      const resolved = resolveBucket({ uri, credentials: { ...credentials, endpoint } })
      expect(resolved.ok && resolved.value.endpoint).toBe(endpoint)
    }
  )

  it('r2 without an endpoint is refused', () => {
    expect(resolveBucket({ uri: 'r2://my-bucket', credentials }).ok).toBe(false)
  })

  it('s3 without one is at AWS', () => {
    const resolved = resolveBucket({ uri: 's3://my-bucket', credentials })
    expect(resolved.ok && 'endpoint' in resolved.value).toBe(false)
  })

  it.each([
    '',
    'storage.example',
    'ftp://storage.example',
    'https://id:key@storage.example',
    'https://storage.example?x=1'
  ])('the endpoint %j is refused', bad => {
    expect(resolveBucket({ uri: 's3://my-bucket', credentials: { ...credentials, endpoint: bad } }).ok).toBe(false)
  })
})
