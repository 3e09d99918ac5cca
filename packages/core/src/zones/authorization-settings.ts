/**
 * A zone's settings/authorizationSettings.yaml: who may do what there. Zone administrators edit it in the site or by
 * hand, so a mistake in it is told with its line; a file with a mistake allows nothing.
 */
import { isScalar, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { UserLabel } from '../users/user-label.ts'

const flag = z.boolean('is true or false')

const AuthorizedUser = z.object(
  {
    userId: z.string('is text; put it in quotes').pipe(UserLabel).describe('login or older label of the user'),
    upload: flag.default(false),
    download: flag.default(false),
    admin: flag.default(false)
  },
  'is a user: userId, upload, download, admin'
)

export const AuthorizationSettings = z.object(
  {
    /** Any registered client or identified user may upload. */
    allowPublicUpload: flag,
    /** Unsigned findFile is answered. */
    allowPublicDownload: flag.default(true),
    authorizedUsers: z.array(AuthorizedUser, 'is a list of users')
  },
  'holds allowPublicUpload, allowPublicDownload and authorizedUsers'
)
export type AuthorizationSettings = z.infer<typeof AuthorizationSettings>

/** What a zone without the file allows. */
export const defaultAuthorizationSettings: AuthorizationSettings = {
  allowPublicUpload: false,
  allowPublicDownload: true,
  authorizedUsers: []
}

export type ParsedSettings = { ok: true; settings: AuthorizationSettings } | { ok: false; reason: string }

/** `reason` names the line: "line 3: authorizedUsers.0.upload is true or false". */
export function parseAuthorizationSettings(yamlText: string): ParsedSettings {
  const lines = new LineCounter()
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const mistake = document.errors[0]
  if (mistake !== undefined) return refuse(lines.linePos(mistake.pos[0]).line, sentenceOf(mistake.message))
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    return refuse(1, error instanceof Error ? sentenceOf(error.message) : 'it cannot be read')
  }
  if (value === null) return refuse(1, 'the file is empty; it needs allowPublicUpload and authorizedUsers')
  const parsed = AuthorizationSettings.safeParse(value)
  if (parsed.success) return { ok: true, settings: parsed.data }
  const issue = parsed.error.issues[0]
  const path = issue?.path.filter(part => typeof part !== 'symbol') ?? []
  return refuse(lineOf(path), describe(path, value, issue?.message ?? 'is not valid'))

  /** The line of the value at the path, or of the nearest thing around it. */
  function lineOf(path: readonly (string | number)[]): number {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
      const range = isScalar(node) || hasRange(node) ? node.range : undefined
      if (range !== undefined && range !== null) return lines.linePos(range[0]).line
    }
    return 1
  }
}

function hasRange(node: unknown): node is { range: [number, number, number] | null | undefined } {
  return typeof node === 'object' && node !== null && 'range' in node
}

function describe(path: readonly (string | number)[], value: unknown, message: string): string {
  if (path.length === 0) return `the file ${message}`
  let found: unknown = value
  for (const part of path) found = isIndexable(found) ? found[part] : undefined
  return `${path.join('.')} ${found === undefined ? 'is missing' : message}`
}

function isIndexable(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null
}

const refuse = (line: number, reason: string): ParsedSettings => ({ ok: false, reason: `line ${line}: ${reason}` })

/** The library's messages may end with a position and a picture of the line: their first line is what we say. */
const sentenceOf = (message: string) => (message.split('\n')[0] ?? message).replace(/[.:]$/, '')
