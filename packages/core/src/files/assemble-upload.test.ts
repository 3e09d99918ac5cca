/** Stores take their time to make one object of parts; a request that was given up is carried out all the same. */
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { facts, hashOf } from '../../testing/test-gateway.ts'
import { ann, openGateway, zone } from '../../testing/upload-fixture.ts'
import { authorizeZone } from '../access/authorize-zone.ts'
import { beginUpload } from './begin-upload.ts'
import { completeUpload } from './complete-upload.ts'
import { runVerification } from './run-verification.ts'
import { showUpload } from './show-upload.ts'

it('an upload that the store says is gone, while it makes one object of it, is verified later and lost never', async () => {
  const content = randomBytes(100)
  const { deps, jobs, buckets } = await openGateway({ limits: { partedFileBytes: 10_000_000 } })
  const bucket = buckets.default
  const at = await authorizeZone(deps, ann, 'upload', zone)
  const begun = await beginUpload(deps, at, { sha1: hashOf(content), size: content.length }, facts)
  if (begun.outcome !== 'upload') throw new Error(begun.outcome)
  const [{ key, uploadId } = { key: '', uploadId: '' }] = bucket.unfinished
  bucket.putPart(key, uploadId, 1, content)
  await completeUpload(deps, at, begun.uploadId, facts)
  const [job] = jobs
  if (job === undefined) throw new Error('no job waits')
  const complete = bucket.completeParts.bind(bucket)
  let carryOut = async () => {}
  bucket.completeParts = async (...request) => {
    carryOut = async () => void (await complete(...request))
    return 'missing'
  }

  await expect(runVerification(deps, job)).rejects.toMatchObject({ code: 'store.unavailable' })
  expect(await showUpload(deps, at, begun.uploadId)).toMatchObject({ state: 'verifying' })

  await carryOut()
  await runVerification(deps, job)
  expect(await showUpload(deps, at, begun.uploadId)).toMatchObject({ state: 'stored' })
})
