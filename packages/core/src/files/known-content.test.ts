import { expect, it } from 'vitest'
import { user } from '../../testing/test-gateway.ts'
import { ann, bytes, finalize, hash, initiate, keyOf, openGateway, zone } from '../../testing/upload-fixture.ts'
import { authorizeZone } from '../access/authorize-zone.ts'
import { hiddenContent, knownContent } from './known-content.ts'

it('content that the caller may not read is hidden from them, and is there for whoever may', async () => {
  const gateway = await openGateway({ readers: true })
  const settings = { defaultVisibility: 'private', teams: [] }
  await gateway.registry.create({ kind: 'file-settings', zone, id: 'fileSettings' }, settings)
  const objectKey = keyOf(await initiate(gateway))
  await gateway.buckets.default.put(objectKey, bytes)
  await finalize(gateway, objectKey)
  const known = async (by: typeof ann) =>
    knownContent(gateway.deps, await authorizeZone(gateway.deps, by, 'upload', zone), hash)
  expect(await known(user('bob'))).toEqual(hiddenContent)
  expect(await known(ann)).toMatchObject({ hidden: false, content: { state: 'present' } })
})
