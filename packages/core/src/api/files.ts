/** The API: files of zones whose files have readers. */
import * as z from 'zod'
import { ContentHash, UploadHash } from '../ids/content-hash.ts'
import { FileSettings } from '../model/file-settings.ts'
import { maxFileNameLength, mostChangedFiles, Visibility } from '../model/registration.ts'
import { nothing, OfClientIn, OfZone, operation, pageOf, plain, SearchQuery } from './operation.ts'

const OfFile = OfZone.extend({ hash: ContentHash })

const File = z.object({
  zone: z.string(),
  hash: z.string(),
  /** null: nobody has computed it. */
  sha256: z.string().nullable(),
  /** bytes */
  size: z.number(),
  name: z.string().nullable(),
  /** null: nobody; it was there before files had readers. */
  owner: z.string().nullable(),
  clientId: z.string().nullable(),
  /** When it was stored, ms since the epoch. */
  at: z.number(),
  visibility: z.string(),
  /** Public from then on, ms since the epoch. */
  until: z.number().nullable(),
  /** Of the file, whoever has it; counted once a day. */
  downloads: z.int()
})

const Until = z.int().min(0).max(8_640_000_000_000_000).nullable().optional()

const Settings = z.object({
  readers: z.boolean(),
  defaultVisibility: z.string(),
  /** Who hands out links to a file: `owners`, `readers` or `administrators`. */
  sharing: z.string(),
  /** `github`: the team at GitHub whose members are in it, too, as ORGANIZATION/TEAM. */
  teams: z.array(z.object({ name: z.string(), members: z.array(z.string()), github: z.string().exactOptional() })),
  /** Send it back with a change; null: nobody has saved any. */
  version: z.int().nullable(),
  /** Logins that this change added and that mean no GitHub account yet, with the reason as a sentence. */
  notBound: z.array(z.object({ userId: z.string(), reason: z.string() }))
})

export const fileOperations = {
  'GET /api/files': operation({
    ...plain,
    caller: 'user',
    programs: 'download',
    summary: 'The files that one has, of all zones, the newest first; a page may be short, or empty, and have a next',
    query: SearchQuery.extend(OfClientIn.shape),
    answer: pageOf(File)
  }),
  'GET /api/files/stored': operation({
    ...plain,
    caller: 'user',
    summary: 'How much one has in each zone whose files have owners, as it was counted last',
    answer: z.object({ zones: z.array(z.object({ zone: z.string(), files: z.int(), bytes: z.number() })) })
  }),
  'POST /api/files/visibility': operation({
    ...plain,
    caller: 'user',
    programs: 'upload',
    summary: 'Says who may read files of one’s own, of any zones; counts within 60 s',
    query: OfClientIn,
    body: z.object({
      files: z.array(OfFile).min(1).max(mostChangedFiles, `must have at most ${mostChangedFiles} files`),
      visibility: Visibility,
      until: Until
    }),
    answer: z.object({
      /** `code`: null where it is changed. */
      results: z.array(
        z.object({ zone: z.string(), hash: z.string(), code: z.string().nullable(), message: z.string().nullable() })
      )
    })
  }),
  'GET /api/zones/{zone}/files': operation({
    ...plain,
    caller: 'zone-lister',
    programs: 'download',
    summary: 'A zone’s files, the newest first, or those whose hash or name begins as is searched for',
    path: OfZone,
    query: SearchQuery,
    answer: pageOf(File)
  }),
  'GET /api/zones/{zone}/files/{hash}': operation({
    ...plain,
    caller: 'zone-user',
    programs: 'download',
    summary: 'A file, by its SHA-1 or SHA-256, and those of its registrations that let the caller read it',
    path: OfZone.extend({ hash: UploadHash }),
    answer: z.object({ registrations: z.array(File) }),
    errors: ['file.not_yours']
  }),
  'PATCH /api/zones/{zone}/files/{hash}': operation({
    ...plain,
    caller: 'zone-user',
    programs: 'upload',
    summary: 'Says who may read a file of one’s own, until when, and what it is called; counts within 60 s',
    path: OfFile,
    body: z.object({
      visibility: Visibility.optional(),
      /** Public from then on, ms since the epoch; null: never. */
      until: Until,
      /** '' takes it away. */
      name: z.string().trim().max(maxFileNameLength).optional()
    }),
    answer: File,
    errors: ['file.not_yours', 'file.unknown_team', 'record.changed_meanwhile']
  }),
  'DELETE /api/zones/{zone}/files/{hash}': operation({
    ...plain,
    caller: 'zone-user',
    programs: 'upload',
    summary: 'Gives up a file of one’s own; its content moves to the trash when nobody has it any more',
    path: OfFile,
    answer: nothing,
    errors: ['file.not_yours']
  }),
  'GET /api/zones/{zone}/file-settings': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Whether a zone’s files have readers, who may read a new one, and its teams',
    path: OfZone,
    answer: Settings
  }),
  'PUT /api/zones/{zone}/file-settings': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Saves them; the first time, the zone’s files get readers, which is not taken back',
    path: OfZone,
    body: z.intersection(FileSettings, z.object({ version: z.int().nullable() })),
    answer: Settings,
    errors: [
      'file.unknown_team',
      'file.unknown_organization',
      'record.changed_meanwhile',
      'zone.configured',
      'zone.scratch_without_readers'
    ]
  })
}
