/**
 * Changes to a settings file that a page's switches make. The file is edited as a document, so that comments, order and
 * whatever else its authors wrote stay where they are.
 */
import { type Document, isMap, isScalar, isSeq, visit, type YAMLMap, type YAMLSeq } from 'yaml'
import { readLogin } from '../ids/github-login.ts'
import { loginKey } from '../ids/login-key.ts'
import { type AuthorizationSettings, settingsLimits } from '../model/authorization-settings.ts'
import { readingYaml } from '../model/yaml-text.ts'
import { siteErrors } from '../site-errors.ts'
import { inSlices, isSliceOver, nextSlice } from '../time-slice.ts'

/** Of one change. */
export const mostSwitchedUsers = 100

export interface SettingsSwitches {
  allowPublicUpload?: boolean | undefined
  allowPublicDownload?: boolean | undefined
  /** By userId; null takes the user out, a right that is not named stays as it is. */
  users?:
    | Record<
        string,
        { upload?: boolean | undefined; download?: boolean | undefined; admin?: boolean | undefined } | null
      >
    | undefined
}

const flags = ['allowPublicUpload', 'allowPublicDownload'] as const
const rights = ['upload', 'download', 'admin'] as const

/**
 * `yaml` is a settings file without mistakes. Throws `settings.not_switchable` where it has an alias: what is changed or
 * taken out may count elsewhere too.
 */
export async function applySwitches(yaml: string, switches: SettingsSwitches): Promise<string> {
  const read = await inSlices(readingYaml(yaml, settingsLimits))
  if (!read.ok) throw new Error('the settings were to be checked first')
  await nextSlice()
  const { document } = read
  visit(document, {
    Alias() {
      throw siteErrors.settingsNotSwitchable()
    }
  })
  await nextSlice()
  let touched = false
  const set = (target: Document | YAMLMap, key: string, value: unknown) => {
    if (target.get(key) === value) return
    target.set(key, value)
    touched = true
  }

  for (const flag of flags) if (switches[flag] !== undefined) set(document, flag, switches[flag])
  const users = document.get('authorizedUsers')
  for (const [userId, wanted] of Object.entries(switches.users ?? {})) {
    if (!isSeq(users)) throw new Error('the settings were to be checked first')
    const entries = entriesOf(users, userId)
    if (wanted === null) {
      touched ||= entries.length > 0
      users.items = users.items.filter(item => !entries.some(entry => entry === item))
    } else if (entries.length > 0) {
      // Rights add up over entries of the same user: they are all given the same.
      for (const entry of entries)
        for (const right of rights) if (wanted[right] !== undefined) set(entry, right, wanted[right])
    } else {
      touched = true
      users.add(newEntry(document, users, userId, wanted))
    }
    if (isSliceOver()) await nextSlice()
  }
  if (!touched) return yaml
  await nextSlice()
  const edited = document.toString({ lineWidth: 0 })
  await nextSlice()
  return edited
}

/** Whoever is new is named by a login; those who are there keep the label that they have. Throws `settings.not_a_login`. */
export function withLogins(
  { users = {}, ...switches }: SettingsSwitches,
  { authorizedUsers }: AuthorizationSettings
): SettingsSwitches {
  const there = new Set(authorizedUsers.map(({ userId }) => loginKey(userId)))
  const entries = Object.entries(users).map(([userId, rights]) => {
    if (rights === null || there.has(loginKey(userId))) return [userId, rights] as const
    const read = readLogin(userId)
    if ('reason' in read) throw siteErrors.notALogin(userId, read.reason)
    return [read.login, rights] as const
  })
  return { ...switches, users: Object.fromEntries(entries) }
}

/** The file of a zone that has none yet. */
export const newSettings = `# Who may do what in this zone. A change counts within a minute.

# Every registered client and identified user may store files.
allowPublicUpload: false

# Anyone may load files.
allowPublicDownload: true

# Who may do more.
authorizedUsers: []
`

function entriesOf(users: YAMLSeq, userId: string): YAMLMap[] {
  const key = loginKey(userId)
  return users.items
    .filter(item => isMap(item))
    .filter(item => {
      const id = item.get('userId', true)
      return isScalar(id) && typeof id.value === 'string' && loginKey(id.value) === key
    })
}

function newEntry(
  document: Document,
  users: YAMLSeq,
  userId: string,
  wanted: { [R in (typeof rights)[number]]?: boolean | undefined }
): YAMLMap {
  const entry = document.createNode({
    userId,
    upload: wanted.upload ?? false,
    download: wanted.download ?? false,
    admin: wanted.admin ?? false
  })
  // As the others are written; an empty list in brackets becomes one of lines.
  const first = users.items.find(item => isMap(item))
  entry.flow = first === undefined ? true : first.flow === true
  if (users.items.length === 0) users.flow = false
  return entry
}
