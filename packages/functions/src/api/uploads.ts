/** Uploads in parts. */
import type { uploadOperations } from '@kachery-gateway/core/api/uploads.ts'
import { abortUpload } from '@kachery-gateway/core/files/abort-upload.ts'
import { beginUpload } from '@kachery-gateway/core/files/begin-upload.ts'
import { completeUpload } from '@kachery-gateway/core/files/complete-upload.ts'
import { partUrls } from '@kachery-gateway/core/files/part-urls.ts'
import { type PartedUpload, wantedParts } from '@kachery-gateway/core/files/parted-upload.ts'
import { showUpload, type UploadState } from '@kachery-gateway/core/files/show-upload.ts'
import { type UploadRef, uploadRefText } from '@kachery-gateway/core/ids/upload-ref.ts'
import type { Works } from './implement.ts'

export const uploads: Works<typeof uploadOperations> = {
  'POST /api/uploads': async ({ gateway, caller, body: { sha1: hash, size, partSize }, facts }) => {
    const begun = await beginUpload(gateway, caller, { hash, size, partSize }, facts)
    if (begun.outcome !== 'upload')
      return { state: begun.outcome === 'already_exists' ? 'stored' : 'pending', upload: null, previousFailure: null }
    const { uploadId, upload, previousFailure = null } = begun
    return { state: 'open', upload: shownUpload({ uploadId, zone: caller.zone.name }, upload), previousFailure }
  },

  'GET /api/uploads/{upload}': async ({ gateway, caller, path }) => {
    const { upload, ...state } = await showUpload(gateway, caller, path.upload.uploadId)
    return { ...shownUpload(path.upload, upload), ...shownState(state) }
  },

  'POST /api/uploads/{upload}/part-urls': async ({ gateway, caller, path, body }) => ({
    urls: await partUrls(gateway, caller, path.upload.uploadId, body.numbers)
  }),

  'POST /api/uploads/{upload}/complete': async ({ gateway, caller, path, facts }) =>
    shownState(await completeUpload(gateway, caller, path.upload.uploadId, facts)),

  'DELETE /api/uploads/{upload}': async ({ gateway, caller, path }) => {
    await abortUpload(gateway, caller, path.upload.uploadId)
    return undefined
  }
}

const shownUpload = (ref: UploadRef, upload: PartedUpload) => {
  const { hash: sha1, size, partSize, endsAt } = upload
  return { id: uploadRefText(ref), zone: ref.zone, sha1, size, partSize, partCount: wantedParts(upload).length, endsAt }
}

const shownState = (shown: UploadState) => ({
  state: shown.state,
  parts: shown.state === 'open' ? shown.parts.map(({ number }) => number) : [],
  failure: shown.state === 'failed' ? { code: shown.failure.code, message: shown.failure.sentenceFor('site') } : null
})
