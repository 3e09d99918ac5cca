import { describe, expect, it } from 'vitest'
import { testLogger } from '../../../../leak-check/src/watch.ts'
import { defined } from '../../defined.ts'
import type { BucketCredentials } from '../bucket-uri.ts'
import { isAws } from './address.ts'
import { openS3ObjectStore } from './s3-object-store.ts'

const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' }
const open = (uri: string, more: Partial<BucketCredentials> = {}) =>
  openS3ObjectStore({ uri, credentials: { ...credentials, ...more } }, { now: () => 0, logger: testLogger() })

describe('where presigned URLs lead', () => {
  it.each([
    ['s3://lab-files', undefined, 'https://lab-files.s3.us-east-1.amazonaws.com/a%20b/c', 'us-east-1'],
    [
      'aws://lab-files?region=eu-west-1',
      undefined,
      'https://lab-files.s3.eu-west-1.amazonaws.com/a%20b/c',
      'eu-west-1'
    ],
    ['gs://lab-files', undefined, 'https://storage.googleapis.com/lab-files/a%20b/c', 'auto'],
    [
      'wasabi://lab-files?region=eu-west-1',
      undefined,
      'https://lab-files.s3.eu-west-1.wasabisys.com/a%20b/c',
      'eu-west-1'
    ],
    [
      'r2://lab-files',
      'https://acc.r2.cloudflarestorage.com',
      'https://acc.r2.cloudflarestorage.com/lab-files/a%20b/c',
      'auto'
    ],
    ['s3://lab-files', 'http://127.0.0.1:9000/', 'http://127.0.0.1:9000/lab-files/a%20b/c', 'us-east-1']
  ])('%s at %s: %s', async (uri, endpoint, address, region) => {
    const store = open(uri, endpoint === undefined ? {} : { endpoint })
    for (const url of [await store.presignGet('a b/c', 60), await store.presignPut('a b/c', 5, 60)].map(
      text => new URL(text)
    )) {
      expect(url.origin + url.pathname).toBe(address)
      expect(url.searchParams.get('X-Amz-Credential')).toBe(`AKIDTEST/19700101/${region}/s3/aws4_request`)
    }
  })

  it('the length is signed, of an empty object too, and nothing else is asked of the client', async () => {
    for (const size of [0, 1, 5_000_000_000]) {
      const url = new URL(await open('s3://lab-files').presignPut('a', size, 1800))
      expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host')
      expect([...url.searchParams.keys()].sort()).toEqual([
        'X-Amz-Algorithm',
        'X-Amz-Content-Sha256',
        'X-Amz-Credential',
        'X-Amz-Date',
        'X-Amz-Expires',
        'X-Amz-Signature',
        'X-Amz-SignedHeaders',
        'x-id'
      ])
    }
  })

  it.each([
    ['s3://lab-files', {}, ['application/octet-stream', 'identity', 'attachment', 'private, max-age=3600']],
    [
      'r2://lab-files',
      { endpoint: 'https://acc.r2.cloudflarestorage.com' },
      ['application/octet-stream', 'identity', 'attachment', 'private, max-age=3600']
    ],
    ['gs://lab-files', {}, ['application/octet-stream', null, 'attachment', null]]
  ])('what a download from %s says of the bytes is signed', async (uri, more, said) => {
    const url = new URL(await open(uri, more).presignGet('a', 60))
    const names = ['content-type', 'content-encoding', 'content-disposition', 'cache-control']
    expect(names.map(name => url.searchParams.get(`response-${name}`))).toEqual(said)
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host')
  })

  it('what is no address is not opened', () => {
    expect(() => open('r2://lab-files')).toThrow('endpoint')
    expect(() => open('nowhere')).toThrow('address')
  })
})

describe('stores that heed conditions on copies', () => {
  it.each([
    ['s3', undefined, true],
    ['s3', 'https://s3.eu-west-1.amazonaws.com', true],
    ['s3', 'https://amazonaws.com.example', false],
    ['s3', 'http://127.0.0.1:9000', false],
    ['wasabi', 'https://s3.eu-west-1.wasabisys.com', false]
  ] as const)('%s at %s is AWS: %s', (kind, endpoint, aws) => {
    expect(isAws({ kind, bucket: 'b', region: 'r', ...defined({ endpoint }) })).toBe(aws)
  })
})
