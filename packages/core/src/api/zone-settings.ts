/** The API: who may do what in a zone, and who these people are. */
import * as z from 'zod'
import { UserLabel } from '../ids/user-label.ts'
import { OfZone, operation, plain } from './operation.ts'

const Rights = z.object({ upload: z.boolean(), download: z.boolean(), admin: z.boolean() })

const Settings = z.object({
  /** The file as it is; '' where there is none. */
  yaml: z.string(),
  /** Send it back as If-Match. */
  etag: z.string(),
  exists: z.boolean(),
  /** Who changed it last, and when (ms since the epoch); null: by hand, or another gateway. */
  changed: z.object({ by: z.string(), at: z.number() }).nullable(),
  /** What it allows; null where it has a mistake. */
  allows: z
    .object({
      allowPublicUpload: z.boolean(),
      allowPublicDownload: z.boolean(),
      authorizedUsers: z.array(Rights.extend({ userId: z.string() }))
    })
    .nullable(),
  mistake: z.object({ line: z.int(), reason: z.string() }).nullable(),
  /** Logins that this change added and that mean no GitHub account yet, with the reason as a sentence. */
  notBound: z.array(z.object({ userId: z.string(), reason: z.string() }))
})

/** The rule of a page's switches: letters that people see, as the file keeps them. */
const UserId = UserLabel.refine(
  id => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(id),
  'must have no characters that nobody sees'
)

const Switches = z.object({
  allowPublicUpload: z.boolean().optional(),
  allowPublicDownload: z.boolean().optional(),
  /** By user, at most 100 of them; null takes the user out. */
  users: z.record(UserId, Rights.partial().nullable()).optional()
})

export const zoneSettingsOperations = {
  'GET /api/zones/{zone}/settings': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Who may do what, as the file and as what it means',
    path: OfZone,
    answer: Settings
  }),
  'PUT /api/zones/{zone}/settings': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Saves the file, unless it was changed since it was read; then the answer has what is there now',
    path: OfZone,
    body: z.object({ yaml: z.string() }),
    condition: 'required',
    answer: Settings,
    errors: ['request.condition_missing', 'settings.changed', 'settings.mistake', 'settings.too_large']
  }),
  'PATCH /api/zones/{zone}/settings': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Turns switches; comments and order of the file stay',
    path: OfZone,
    body: Switches,
    condition: 'optional',
    answer: Settings,
    errors: [
      ...(['settings.changed', 'settings.mistake', 'settings.too_large'] as const),
      ...(['settings.too_many_users', 'settings.not_switchable', 'settings.not_a_login'] as const)
    ]
  }),
  'GET /api/zones/{zone}/people': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Who is behind logins; GitHub is asked where `ask` says so, and where it doesn’t answer, `exists` is null',
    path: OfZone,
    query: z.object({
      /** At most 100, with commas between them. */
      logins: z
        .string()
        .max(10_100)
        .transform(text => text.split(','))
        .pipe(z.array(UserLabel).max(100, 'must have at most 100 logins')),
      ask: z.literal('github').optional()
    }),
    answer: z.object({
      people: z.array(
        z.object({
          login: z.string(),
          exists: z.boolean().nullable(),
          name: z.string().nullable(),
          avatarUrl: z.string().nullable(),
          signedIn: z.boolean()
        })
      )
    })
  })
}
