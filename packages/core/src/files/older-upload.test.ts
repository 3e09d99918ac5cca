import { describe, expect, it } from 'vitest'
import { hashOf } from '../../testing/test-gateway.ts'
import { bytes, finalize, found, leftovers, openGateway, place, upload, wrong } from '../../testing/upload-fixture.ts'
import { noteCutOver } from '../legacy/cut-over.ts'

const key = 'uploads/of-the-older-gateway/1'

async function open({ begun = true, content = bytes, readers = false } = {}) {
  const gateway = await openGateway({ readers })
  if (begun) await noteCutOver(gateway.deps, 'begun', true)
  await gateway.buckets.default.put(key, content)
  return gateway
}

describe('an upload that an older gateway began', () => {
  it('is ended here while both serve, verified as any other, and again', async () => {
    const gateway = await open()
    expect(await finalize(gateway, key)).toEqual({ outcome: 'stored' })
    expect(gateway.buckets.default.objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
    expect(await found(gateway)).toBe(true)
    expect(await finalize(gateway, key)).toEqual({ outcome: 'stored' })
    // The older gateway's own is swept with what nobody ended.
    expect(leftovers(gateway)).toEqual([key])
  })

  it('with other bytes is refused, and never visible', async () => {
    const gateway = await open({ content: wrong })
    await expect(finalize(gateway, key)).rejects.toMatchObject({ code: 'upload.wrong_content' })
    await expect(finalize(await open({ content: Buffer.from('x') }), key)).rejects.toMatchObject({
      code: 'upload.not_found'
    })
    expect(await found(gateway)).toBe(false)
  })

  it('is ended for an hour after the address leads here, and no longer', async () => {
    const gateway = await open()
    await noteCutOver(gateway.deps, 'address', true)
    gateway.pass(3_500_000)
    expect(await finalize(gateway, key)).toEqual({ outcome: 'stored' })
    gateway.pass(200_000)
    await expect(finalize(gateway, key)).rejects.toMatchObject({ code: 'upload.foreign_key' })
  })

  it.each([
    ['where nothing was imported', { begun: false }, key],
    ['where files have readers', { readers: true }, key],
    ['outside uploads/', {}, 'tests/of-the-older-gateway'],
    ['that lies where content does', {}, place]
  ])('%s is nobody’s: nothing is read or copied', async (_, options, objectKey) => {
    const gateway = await open(options)
    await gateway.buckets.default.put(objectKey, bytes)
    gateway.forget()
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.foreign_key' })
    expect(gateway.buckets.default.calls.filter(({ key }) => !key.startsWith('settings/'))).toEqual([])
  })

  it('is no way to an upload of this gateway’s own, for another hash', async () => {
    const gateway = await open()
    const own = await upload(gateway, wrong)
    for (const objectKey of [own, `${own}.${'ab'.repeat(16)}`])
      await expect(finalize(gateway, objectKey, wrong.length, hashOf(wrong))).rejects.toMatchObject({
        code: 'upload.foreign_key'
      })
  })
})
