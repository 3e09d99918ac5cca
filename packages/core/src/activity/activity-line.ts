/**
 * What is shown of a log item: an allow-list of what it says, for older gateways' items hold tokens and all headers.
 */
import * as z from 'zod'
import { cleanLabel } from '../ids/clean-label.ts'

const text = z.string().max(1_000).optional().catch(undefined)
const number = z.number().optional().catch(undefined)

const flag = z.boolean().optional()
const Switches = z.object({
  allowPublicUpload: flag,
  allowPublicDownload: flag,
  users: z
    .record(z.string(), z.object({ upload: z.boolean(), download: z.boolean(), admin: z.boolean() }).nullable())
    .optional()
})
/** What a change of settings was, see zones/settings-changes.ts. */
export const SettingsChanges = z.object({ before: Switches, after: Switches })

const Fields = z.object({
  type: text,
  zone: text,
  hash: text,
  size: number,
  clientId: text,
  ownerId: text,
  label: text,
  resourceName: text,
  shareLink: text,
  settings: SettingsChanges.optional().catch(undefined)
})
const Item = z.object({
  request: Fields.extend({
    payload: Fields.optional().catch(undefined),
    fromClientId: text,
    githubUserId: text
  }),
  response: z
    .object({
      found: z.boolean().optional().catch(undefined),
      size: number,
      success: z.boolean().optional().catch(undefined),
      error: text
    })
    .catch({}),
  requestTimestamp: z.number(),
  elapsed: z.number().catch(0),
  requestHeaders: z.object({ 'user-agent': text }).catch({})
})

export interface ActivityLine {
  /** ms since the epoch */
  time: number
  type: string
  /** By whom: a client's id, or a login; null: anyone. */
  clientId: string | null
  login: string | null
  hash: string | null
  /** bytes */
  size: number | null
  found: boolean | null
  success: boolean | null
  error: string | null
  /** What it was about, where that was a client, a resource or a link to files. */
  about: string | null
  label: string | null
  settings: z.infer<typeof SettingsChanges> | null
  /** ms */
  elapsed: number
  userAgent: string | null
}

/** undefined: it is none. */
export function lineOf(raw: unknown): ActivityLine | undefined {
  const parsed = Item.safeParse(raw)
  if (!parsed.success) return undefined
  const { request, response, requestTimestamp: time, elapsed, requestHeaders } = parsed.data
  const { payload = {} } = request
  const type = request.type ?? payload.type
  if (type === undefined) return undefined
  return {
    time,
    type,
    clientId: request.fromClientId ?? null,
    login: request.githubUserId ?? null,
    hash: payload.hash ?? null,
    size: response.size ?? payload.size ?? null,
    found: response.found ?? null,
    success: response.success ?? null,
    error: response.error ?? null,
    about:
      payload.clientId ?? request.clientId ?? payload.resourceName ?? request.resourceName ?? payload.shareLink ?? null,
    label: cleanLabel(payload.label ?? request.label ?? '') || null,
    settings: payload.settings ?? null,
    elapsed,
    userAgent: requestHeaders['user-agent'] ?? null
  }
}
