import { describe, expect, it } from 'vitest'
import { deleteFile } from '../../testing/operations.ts'
import { facts, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { bytes, hash } from '../../testing/upload-fixture.ts'
import { contentKey, trashKey } from '../files/keys.ts'
import { recordActivity } from '../record/record.ts'
import { absentEphemeralStore } from './absent-ephemeral-store.ts'

const zone = zoneName('default')
const item = { request: { payload: {} }, response: {}, requestTimestamp: 1, elapsed: 1, requestHeaders: {}, zone }

describe('a gateway without an ephemeral store', () => {
  it('keeps log items where they wait, without a word for its operators each time', async () => {
    const gateway = testGateway()
    const deps = { ...gateway.deps, foundFiles: absentEphemeralStore, logItems: absentEphemeralStore }
    await recordActivity(deps, 'id', item)
    expect(gateway.kept).toEqual([{ id: 'id', item }])
    expect(gateway.reports).toEqual([])
    deps.outbox = { keep: () => Promise.reject(new Error('full')) }
    await expect(recordActivity(deps, 'id', item)).rejects.toMatchObject({ code: 'activity.not_recorded' })
  })

  it('gives no log item to nobody', async () => {
    await expect(absentEphemeralStore.addLogItems([{ id: 'id', item: { ...item } }])).rejects.toMatchObject({
      code: 'store.unavailable'
    })
    await absentEphemeralStore.addLogItems([])
  })

  it('deletes files: nobody remembers them', async () => {
    const gateway = testGateway()
    await gateway.settings('default', 'allowPublicUpload: false\nauthorizedUsers: [{userId: ann, admin: true}]')
    const place = { directory: '' }
    await gateway.buckets.default.put(contentKey(place, hash), bytes)
    const deps = { ...gateway.deps, foundFiles: absentEphemeralStore, logItems: absentEphemeralStore }
    expect(await deleteFile(deps, user('ann'), { zone, hash }, facts)).toEqual({ success: true })
    expect(await gateway.buckets.default.head(contentKey(place, hash))).toBeUndefined()
    expect(await gateway.buckets.default.head(trashKey(place, hash))).toBeDefined()
  })
})
