/** The API: uploads in parts, for files of any size. Programs call it with an API key, pages with a session. */
import * as z from 'zod'
import { ContentHash, Sha256 } from '../ids/content-hash.ts'
import { UploadRef } from '../ids/upload-ref.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { maxFileNameLength } from '../model/registration.ts'
import { largestPart, mostParts } from '../stores/parted-uploads.ts'
import { nothing, OfZone, operation, plain } from './operation.ts'

/** URLs at once. */
const mostUrls = 100

const OfUpload = z.object({ upload: UploadRef })

/** Hex; null: not known, or not yet. */
const Digests = z.object({ sha1: z.string().nullable(), sha256: z.string().nullable() })

const Upload = Digests.extend({
  id: z.string(),
  zone: z.string(),
  /** bytes */
  size: z.number(),
  /** bytes; of all parts but the last, which has the rest. */
  partSize: z.number(),
  /** They are numbered from 1 on. */
  partCount: z.number(),
  /** ms since the epoch; then the upload is aborted. */
  endsAt: z.number()
})

const State = z.object({
  /** `ended`: it was aborted, or its time is up. */
  state: z.enum(['open', 'verifying', 'stored', 'failed', 'ended']),
  /** The numbers of the parts that are there, while it is open. */
  parts: z.array(z.number()),
  /** Why it failed. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable()
})

const ofUploader = { ...plain, caller: 'zone-uploader', programs: 'upload' } as const

export const uploadOperations = {
  'GET /api/zones/{zone}/uploads': operation({
    ...ofUploader,
    summary: 'How large a file may be that one uploads there; refused with the reason where one can’t',
    path: OfZone,
    /** bytes */
    answer: z.object({ fileBytes: z.number() }),
    errors: ['zone.unsafe_bucket']
  }),
  'POST /api/uploads': operation({
    ...ofUploader,
    zoneInBody: true,
    summary: 'Begins an upload in parts, unless the file is stored already or is being verified',
    body: z.object({
      zone: ZoneName,
      /** One of the two at least. */
      sha1: ContentHash.optional(),
      sha256: Sha256.optional(),
      /** bytes */
      size: z.int().min(0),
      /** What the file is called where its zone’s files have readers. */
      name: z.string().trim().max(maxFileNameLength).optional(),
      /** bytes; a wish. The answer says what it is. */
      partSize: z.int().min(1).max(largestPart).optional()
    }),
    /** The digests are those of what is stored. */
    answer: Digests.extend({
      /** `stored`: nothing is to be uploaded. `pending`: somebody’s upload of it is being verified; ask again. */
      state: z.enum(['open', 'stored', 'pending']),
      /** null unless it is open. */
      upload: Upload.nullable(),
      /** A sentence about an earlier upload of the file that failed. */
      previousFailure: z.string().nullable()
    }),
    errors: [
      'file.too_large',
      'file.other_sha256',
      'file.size_contradicts_hash',
      'upload.not_in_parts',
      'zone.unsafe_bucket'
    ]
  }),
  'GET /api/uploads/{upload}': operation({
    ...ofUploader,
    summary: 'How far an upload in parts is, and which parts are there',
    path: OfUpload,
    answer: Upload.extend(State.shape),
    errors: ['upload.unknown']
  }),
  'POST /api/uploads/{upload}/part-urls': operation({
    ...ofUploader,
    summary: 'URLs to PUT parts to, for an hour; each takes exactly its part’s bytes',
    path: OfUpload,
    body: z.object({ numbers: z.array(z.int().min(1).max(mostParts)).min(1).max(mostUrls) }),
    answer: z.object({
      /** `size`: bytes. */
      urls: z.array(z.object({ number: z.number(), size: z.number(), url: z.string() }))
    }),
    errors: ['upload.unknown', 'upload.ended', 'upload.no_such_part']
  }),
  'POST /api/uploads/{upload}/complete': operation({
    ...ofUploader,
    summary: 'Says that all parts are there; their content is verified then. May be repeated',
    path: OfUpload,
    answer: State,
    errors: ['upload.unknown', 'upload.ended', 'upload.parts_missing', 'upload.changed', 'file.other_size']
  }),
  'DELETE /api/uploads/{upload}': operation({
    ...ofUploader,
    summary: 'Aborts an upload that is not complete; its parts go. May be repeated',
    path: OfUpload,
    answer: nothing,
    errors: ['upload.unknown', 'upload.completed', 'upload.changed']
  })
}
