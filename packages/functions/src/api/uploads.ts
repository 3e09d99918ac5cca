/** Uploads in parts. */
import type { uploadOperations } from '@kachery-gateway/core/api/uploads.ts'
import { abortUpload } from '@kachery-gateway/core/files/abort-upload.ts'
import { beginUpload } from '@kachery-gateway/core/files/begin-upload.ts'
import { completeUpload } from '@kachery-gateway/core/files/complete-upload.ts'
import { partUrls } from '@kachery-gateway/core/files/part-urls.ts'
import { type PartedUpload, wantedParts } from '@kachery-gateway/core/files/parted-upload.ts'
import { showUpload, type UploadState } from '@kachery-gateway/core/files/show-upload.ts'
import { sha1In, sha256In } from '@kachery-gateway/core/ids/content-hash.ts'
import { type UploadRef, uploadRefText } from '@kachery-gateway/core/ids/upload-ref.ts'
import { requireSafeUploads } from '@kachery-gateway/core/zones/unsigned-headers.ts'
import type { Works } from './implement.ts'

export const uploads: Works<typeof uploadOperations> = {
  'GET /api/zones/{zone}/uploads': async ({ gateway, caller: { zone } }) => {
    await requireSafeUploads(gateway, zone)
    const most = gateway.limits.partedFileBytes
    return { fileBytes: Math.min(most, zone.scratch?.fileBytes ?? most) }
  },

  'POST /api/uploads': async ({ gateway, caller, body, facts }) => {
    const begun = await beginUpload(gateway, caller, body, facts)
    const nothing = { upload: null, previousFailure: null, sha1: null, sha256: null }
    switch (begun.outcome) {
      case 'already_exists':
        return { ...nothing, state: 'stored', sha1: begun.sha1, sha256: begun.sha256 ?? null }
      case 'already_pending':
        return { ...nothing, state: 'pending' }
      case 'upload': {
        const { uploadId, upload, previousFailure = null } = begun
        const shown = shownUpload({ uploadId, zone: caller.zone.name }, upload)
        return { ...nothing, state: 'open', upload: shown, previousFailure }
      }
    }
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
  const { hash, sha1 = sha1In(hash) ?? null, sha256 = sha256In(hash) ?? null, size, partSize, endsAt } = upload
  const partCount = wantedParts(upload).length
  return { id: uploadRefText(ref), zone: ref.zone, sha1, sha256, size, partSize, partCount, endsAt }
}

const shownState = (shown: UploadState) => ({
  state: shown.state,
  parts: shown.state === 'open' ? shown.parts.map(({ number }) => number) : [],
  failure: shown.state === 'failed' ? { code: shown.failure.code, message: shown.failure.sentenceFor('site') } : null
})
