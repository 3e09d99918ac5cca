/** Objects that clients would decode on their way, because an older gateway stored what their uploader said. */

import { describe, expect, it } from 'vitest'
import { findFile } from '../../testing/operations.ts'
import { zoneName } from '../../testing/test-gateway.ts'
import {
  ann,
  bytes,
  finalize,
  found,
  hash,
  initiate,
  openGateway,
  place,
  upload
} from '../../testing/upload-fixture.ts'

const encoded = { bytes: Uint8Array.from(bytes), headers: { 'content-encoding': 'gzip' } }

describe('a file that is stored with a content-encoding which no URL overrides', () => {
  it.each(['findFile', 'initiate'] as const)('is mended by the first %s, once, and its bytes stay', async how => {
    const gateway = await openGateway()
    const bucket = gateway.buckets.default
    bucket.urlsSayEncoding = false
    bucket.objects.set(place, encoded)
    for (let times = 0; times < 2; times++) {
      if (how === 'findFile') expect(await found(gateway)).toBe(true)
      else expect(await initiate(gateway)).toEqual({ outcome: 'already_exists' })
    }
    expect(bucket.objects.get(place)?.bytes).toEqual(encoded.bytes)
    expect(bucket.objects.get(place)).not.toHaveProperty('headers')
    expect(bucket.calls.filter(({ method }) => method === 'copy')).toHaveLength(1)
    expect(gateway.reports).toContainEqual({ level: 'warn', event: 'file.encoding_removed' })
  })

  it('is refused where it lies in a fallback bucket, which is not ours to change: nothing is signed', async () => {
    const gateway = await openGateway()
    gateway.buckets.fallback.urlsSayEncoding = false
    gateway.buckets.fallback.objects.set(place, encoded)
    await expect(findFile(gateway.deps, ann, { zone: zoneName('lab'), hash })).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'file.encoded'
    })
    expect(gateway.buckets.fallback.calls.map(({ method }) => method)).toEqual(['head'])
  })

  it('is left alone where URLs override it', async () => {
    const gateway = await openGateway()
    gateway.buckets.default.objects.set(place, encoded)
    expect(await found(gateway)).toBe(true)
    expect(gateway.buckets.default.calls.filter(({ method }) => method === 'copy')).toEqual([])
  })

  it('is no matter of an upload, which is published without', async () => {
    const gateway = await openGateway()
    gateway.buckets.default.urlsSayEncoding = false
    const objectKey = await upload(gateway)
    gateway.buckets.default.objects.set(objectKey, encoded)
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
    expect(gateway.buckets.default.objects.get(place)).not.toHaveProperty('headers')
  })
})
