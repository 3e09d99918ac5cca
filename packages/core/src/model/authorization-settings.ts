/**
 * A zone's settings/authorizationSettings.yaml: who may do what there. Zone administrators edit it in the site or by
 * hand, so a mistake in it is told with its line; a file with a mistake allows nothing.
 */
import { isScalar } from 'yaml'
import * as z from 'zod'
import { loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'
import { runAtOnce, type Steps } from '../steps.ts'
import { readingYaml } from './yaml-text.ts'

/** More words than a full file of users has. */
export const settingsLimits = { words: 40_000, aliasedWords: 400_000 }

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

/** Whom `now` gives a right that they had not before, each once. */
export function loginsAdded(before: AuthorizationSettings, now: AuthorizationSettings): UserLabel[] {
  const rights = ['upload', 'download', 'admin'] as const
  const rightOf = (userId: UserLabel, right: string) => `${right} ${loginKey(userId)}`
  const had = new Set(
    before.authorizedUsers.flatMap(user => rights.flatMap(right => (user[right] ? [rightOf(user.userId, right)] : [])))
  )
  const added = now.authorizedUsers.filter(user =>
    rights.some(right => user[right] && !had.has(rightOf(user.userId, right)))
  )
  return [...new Map(added.map(({ userId }) => [loginKey(userId), userId])).values()]
}

export type ParsedSettings = { ok: true; settings: AuthorizationSettings } | { ok: false; reason: string }

/** `reason` names the line: "line 3: authorizedUsers.0.upload is true or false". */
export const parseAuthorizationSettings = (yamlText: string) => runAtOnce(parsingAuthorizationSettings(yamlText))

/** The same in steps. */
export function* parsingAuthorizationSettings(yamlText: string): Steps<ParsedSettings> {
  const yaml = yield* readingYaml(yamlText, settingsLimits)
  if (!yaml.ok) return refuse(yaml.mistakes[0].line, yaml.mistakes[0].reason)
  yield true
  const { value, document, lineAt } = yaml
  if (value === null) return refuse(1, 'the file is empty; it needs allowPublicUpload and authorizedUsers')
  const misspelt = isIndexable(value) ? Object.keys(value).find(isMisspelt) : undefined
  if (misspelt !== undefined) {
    return refuse(
      lineOf([misspelt]),
      `${printable(misspelt)} is no setting; allowPublicUpload and allowPublicDownload are`
    )
  }
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
      if (range !== undefined && range !== null) return lineAt(range[0])
    }
    return 1
  }
}

/**
 * Other keys are somebody else's matter. But `allowPublicDownloads: false` means to forbid what is allowed where nothing
 * is said.
 */
const isMisspelt = (key: string) => /^allow/i.test(key) && !(key in AuthorizationSettings.shape)

const printable = (key: string) => key.slice(0, 40).replace(/[^ -~]/g, '?')

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
