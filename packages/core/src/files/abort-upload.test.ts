import { expect, it } from 'vitest'
import { facts } from '../../testing/test-gateway.ts'
import { ann, hash, openGateway, zone } from '../../testing/upload-fixture.ts'
import { authorizeZone } from '../access/authorize-zone.ts'
import { abortUpload } from './abort-upload.ts'
import { beginUpload } from './begin-upload.ts'

it('an upload that somebody changes at the same moment is not aborted', async () => {
  const { deps, registry, buckets } = await openGateway({ limits: { partedFileBytes: 10_000_000 } })
  const at = await authorizeZone(deps, ann, 'upload', zone)
  const begun = await beginUpload(deps, at, { sha1: hash, size: 1_000 }, facts)
  if (begun.outcome !== 'upload') throw new Error(begun.outcome)
  const replace = registry.replace.bind(registry)
  registry.replace = async () => undefined
  await expect(abortUpload(deps, at, begun.uploadId)).rejects.toMatchObject({ code: 'upload.changed' })
  expect(buckets.default.unfinished).toHaveLength(1)
  registry.replace = replace
  await abortUpload(deps, at, begun.uploadId)
  expect(buckets.default.unfinished).toEqual([])
})
