import { describe, expect, it } from 'vitest'
import { defined } from '../defined.ts'
import { isSameBucket, overlap, placeOf } from './place.ts'

const keys = { accessKeyId: 'id', secretAccessKey: 'secret-access-key-of-a-place' }
const place = (uri: string, directory = '', endpoint?: string) =>
  placeOf({ uri, credentials: { ...keys, ...defined({ endpoint }) } }, directory)

describe('13.11: one bucket under many names', () => {
  it.each([
    [place('s3://lab-files'), place('aws://lab-files/?region=eu-west-1')],
    [place('s3://lab-files'), place('s3://lab-files', '', 'https://s3.eu-west-1.amazonaws.com')],
    [place('s3://lab-files'), place('r2://lab-files', '', 'https://S3.dualstack.eu-west-1.amazonaws.com.:443/')],
    [place('s3://lab-files'), place('s3://lab-files', '', 'https://s3-accelerate.amazonaws.com')],
    [place('gs://lab-files'), place('s3://lab-files', '', 'https://storage.googleapis.com')],
    [place('gs://lab-files'), place('s3://lab-files', '', 'http://commondatastorage.googleapis.com')],
    [place('wasabi://lab-files?region=eu-central-1'), place('s3://lab-files', '', 'https://s3.wasabisys.com')],
    [
      place('r2://lab-files', '', 'https://abc123.r2.cloudflarestorage.com'),
      place('s3://lab-files', '', 'http://ABC123.r2.cloudflarestorage.com:80/')
    ],
    [place('s3://lab-files', '', 'http://127.0.0.1:9000'), place('r2://lab-files', '', 'https://localhost:9000/')],
    [place('s3://lab-files', '', 'http://[::1]:9000'), place('s3://lab-files', '', 'http://127.0.0.1:9000')]
  ])('%j and %j are one', (a, b) => {
    expect([isSameBucket(a, b), overlap(a, b), overlap(b, a)]).toEqual([true, true, true])
  })

  it.each([
    [place('s3://lab-files'), place('s3://lab-files2')],
    [place('s3://lab-files'), place('gs://lab-files')],
    [place('s3://lab-files'), place('s3://lab-files?region=cn-north-1')],
    [place('s3://lab-files'), place('s3://lab-files?region=us-gov-west-1')],
    [place('s3://lab-files'), place('s3://lab-files', '', 'https://s3.amazonaws.com.example')],
    [
      place('r2://lab-files', '', 'https://abc.r2.cloudflarestorage.com'),
      place('r2://lab-files', '', 'https://def.r2.cloudflarestorage.com')
    ],
    [
      place('r2://lab-files', '', 'https://abc.r2.cloudflarestorage.com'),
      place('r2://lab-files', '', 'https://abc.eu.r2.cloudflarestorage.com')
    ],
    [place('s3://lab-files', '', 'http://127.0.0.1:9000'), place('s3://lab-files', '', 'http://127.0.0.1:9001')]
  ])('%j and %j are two', (a, b) => {
    expect([isSameBucket(a, b), overlap(a, b)]).toEqual([false, false])
  })

  it('an endpoint that names a bucket makes the zone’s one a folder of it', () => {
    const inside = [
      place('s3://zones', 'x', 'https://lab-files.s3.eu-west-1.amazonaws.com'),
      place('r2://zones', 'x', 'https://s3.eu-west-1.amazonaws.com/lab-files')
    ]
    for (const one of inside) {
      expect(overlap(one, place('s3://lab-files', 'zones'))).toBe(true)
      expect(overlap(one, place('s3://lab-files', 'other'))).toBe(false)
      expect(isSameBucket(one, place('s3://lab-files'))).toBe(true)
    }
  })
})

describe('13.11: directories of one bucket', () => {
  it.each([
    ['', '', true],
    ['', 'a', true],
    ['a', 'a', true],
    ['a', 'a/b', true],
    ['a/b', 'a', true],
    ['a', 'ab', false],
    ['a/b', 'a/c', false],
    ['a', 'A', false]
  ])('%j and %j overlap: %s', (a, b, expected) => {
    expect(overlap(place('s3://lab-files', a), place('s3://lab-files', b))).toBe(expected)
  })
})
