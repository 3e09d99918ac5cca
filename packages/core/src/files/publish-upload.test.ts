/** A copy that a store fails to make is tried once more, to another place: a try that was given up may come late. */
import { expect, it, vi } from 'vitest'
import { bytes, finalize, found, leftovers, openGateway, place, upload } from '../../testing/upload-fixture.ts'
import { errors } from '../errors.ts'

const away = () => errors.storeUnavailable('the bucket', new Error('away'))

/** The copies of the upload that were asked for, by where to; the first ones fail with these. */
async function open(...failures: Error[]) {
  const gateway = await openGateway()
  const bucket = gateway.buckets.default
  const objectKey = await upload(gateway)
  const copy = bucket.copy.bind(bucket)
  const asked: string[] = []
  vi.spyOn(bucket, 'copy').mockImplementation(async (from, to, options) => {
    if (from === objectKey) asked.push(to)
    const failure = from === objectKey ? failures.shift() : undefined
    if (failure !== undefined) throw failure
    return copy(from, to, options)
  })
  return { gateway, objectKey, asked }
}

it('a store that is away for one copy delays an upload, and no two tries have one place', async () => {
  const { gateway, objectKey, asked } = await open(away())
  expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
  expect(gateway.buckets.default.objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
  expect(asked).toHaveLength(2)
  expect(new Set(asked).size).toBe(2)
  expect(leftovers(gateway)).toEqual([])
})

it('a store that stays away is not asked a third time, and the upload can be finalized later', async () => {
  const { gateway, objectKey, asked } = await open(away(), away())
  await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'store.unavailable' })
  expect(asked).toHaveLength(2)
  expect(await found(gateway)).toBe(false)
  expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
})

it('what another try cannot mend is not tried again', async () => {
  const { gateway, objectKey, asked } = await open(errors.storeRefused('the bucket', new Error('AccessDenied')))
  await expect(finalize(gateway, objectKey)).rejects.toThrow()
  expect(asked).toHaveLength(1)
})
