/**
 * Changes to a settings file that a page's switches make. The text is changed in places, so that comments, order and
 * whatever else its authors wrote stay as they are; what was changed is read again and must mean what was meant.
 */
import { siteErrors } from '../site-errors.ts'
import { nextSlice } from '../time-slice.ts'
import { type LoginKey, loginKey } from '../users/login-key.ts'
import { UserLabel } from '../users/user-label.ts'
import { type AuthorizationSettings, parseAuthorizationSettings } from './authorization-settings.ts'
import { TextEdits } from './text-edits.ts'
import { readYaml } from './yaml-text.ts'
import type { YamlEntry, YamlNode } from './yaml-tree.ts'

/** Of one change. */
export const mostSwitchedUsers = 100

const flags = ['allowPublicUpload', 'allowPublicDownload'] as const
const rights = ['upload', 'download', 'admin'] as const
type Rights = { [R in (typeof rights)[number]]?: boolean | undefined }

export interface SettingsSwitches {
  allowPublicUpload?: boolean | undefined
  allowPublicDownload?: boolean | undefined
  /** By userId; null takes the user out, a right that is not named stays as it is. */
  users?: Record<string, Rights | null> | undefined
}

/** `yaml` is a file that means `before`. Throws `settings.not_switchable`. */
export async function applySwitches(
  yaml: string,
  before: AuthorizationSettings,
  switches: SettingsSwitches
): Promise<string> {
  await nextSlice()
  const edited = editedText(yaml, switches)
  if (edited === yaml) return yaml
  await nextSlice()
  const parsed = edited === undefined ? undefined : parseAuthorizationSettings(edited)
  const wanted = JSON.stringify(switched(before, switches))
  if (edited === undefined || parsed?.ok !== true || JSON.stringify(parsed.settings) !== wanted)
    throw siteErrors.settingsNotSwitchable()
  return edited
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

/** Rights add up over entries of the same user: they are all given the same. */
function switched(before: AuthorizationSettings, switches: SettingsSwitches): AuthorizationSettings {
  const wishes = wishesOf(switches)
  const set = (user: AuthorizationSettings['authorizedUsers'][number], wanted: Rights) => ({
    userId: user.userId,
    upload: wanted.upload ?? user.upload,
    download: wanted.download ?? user.download,
    admin: wanted.admin ?? user.admin
  })
  const known = new Set<LoginKey>()
  const authorizedUsers = before.authorizedUsers.flatMap(user => {
    const key = loginKey(user.userId)
    const wish = wishes.get(key)
    known.add(key)
    if (wish === undefined) return [user]
    return wish.wanted === null ? [] : [set(user, wish.wanted)]
  })
  for (const [key, { userId, wanted }] of wishes) {
    if (wanted === null || known.has(key)) continue
    authorizedUsers.push(set({ userId: UserLabel.parse(userId), upload: false, download: false, admin: false }, wanted))
  }
  return {
    allowPublicUpload: switches.allowPublicUpload ?? before.allowPublicUpload,
    allowPublicDownload: switches.allowPublicDownload ?? before.allowPublicDownload,
    authorizedUsers
  }
}

interface Wish {
  /** As it is spelt in the first of the switches. */
  userId: string
  wanted: Rights | null
}

/** By whom they are about, whatever the spelling. */
function wishesOf({ users = {} }: SettingsSwitches): Map<LoginKey, Wish> {
  const wishes = new Map<LoginKey, Wish>()
  for (const [userId, wanted] of Object.entries(users)) {
    const key = loginKey(userId)
    const before = wishes.get(key)
    wishes.set(key, {
      userId: before?.userId ?? userId,
      wanted: wanted === null ? null : { ...before?.wanted, ...wanted }
    })
  }
  return wishes
}

/** undefined: it is written in a way that is too clever for switches. */
function editedText(yaml: string, switches: SettingsSwitches): string | undefined {
  const read = readYaml(yaml)
  const root = read.ok ? read.tree() : undefined
  const list = root?.entries.find(({ name }) => name === 'authorizedUsers')
  if (root === undefined || list?.value.kind !== 'list') return undefined
  const edits = new TextEdits(yaml)
  for (const flag of flags) setFlag(edits, root, 'allowPublicUpload', flag, switches[flag])

  const byUser = Map.groupBy(list.value.items, item => userKeyOf(item))
  const removed = new Set<YamlNode>()
  const added: Pairs[] = []
  for (const [key, { userId, wanted }] of wishesOf(switches)) {
    const there = byUser.get(key) ?? []
    if (wanted === null) for (const entry of there) removed.add(entry)
    else if (there.length === 0) added.push(entryOf(userId, wanted))
    else for (const entry of there) for (const right of rights) setFlag(edits, entry, 'userId', right, wanted[right])
  }
  if (removed.size > 0 || added.length > 0) {
    if (list.value.isFlow) changeFlowList(edits, list, removed, added, root.isFlow)
    else changeLines(edits, list, removed, added)
  }
  return edits.applied()
}

/** What it is compared by; undefined: an alias stands for it. */
function userKeyOf(item: YamlNode): LoginKey | undefined {
  const value = item.entries.find(({ name }) => name === 'userId')?.value
  return value?.kind === 'text' ? loginKey(value.text) : undefined
}

/** Where the key is not there, it goes behind the one that always is. */
function setFlag(edits: TextEdits, map: YamlNode, always: string, key: string, value: boolean | undefined): void {
  if (value === undefined) return
  const there = map.entries.find(({ name }) => name === key)
  if (there !== undefined) {
    const { start, end } = there.value
    if (edits.text.slice(start, end).toLowerCase() !== String(value)) edits.replace(start, end, String(value))
    return
  }
  const anchor = map.entries.find(({ name }) => name === always)
  if (anchor === undefined) return
  if (map.isFlow) edits.insert(anchor.value.end, `, ${key}: ${value}`)
  else edits.insertLine(anchor.value.end, `${edits.indentOf(anchor.key.start)}${key}: ${value}`)
}

type Pairs = [key: string, value: string][]

const entryOf = (userId: string, wanted: Rights): Pairs => [
  ['userId', /^[A-Za-z][A-Za-z0-9_.|-]*$/.test(userId) && !keyword.test(userId) ? userId : JSON.stringify(userId)],
  ...rights.map((right): [string, string] => [right, String(wanted[right] ?? false)])
]

/** Some of them are words to other readers of YAML alone. */
const keyword = /^(true|false|null|yes|no|on|off)$/i
const flowText = (entry: Pairs) => `{ ${entry.map(pair => pair.join(': ')).join(', ')} }`

function changeLines(edits: TextEdits, list: YamlEntry, removed: ReadonlySet<YamlNode>, added: readonly Pairs[]): void {
  const { items } = list.value
  const kept = items.filter(item => !removed.has(item))
  for (const item of removed) edits.removeLines(edits.text.lastIndexOf('-', item.start - 1), item.end)
  const colon = edits.text.indexOf(':', list.key.end)
  if (kept.length === 0 && added.length === 0) edits.insert(colon + 1, ' []')
  const indent = edits.indentOf(list.value.start)
  const isFlow = items[0]?.isFlow !== false
  for (const entry of added) {
    const lines = isFlow ? [flowText(entry)] : entry.map(pair => pair.join(': '))
    const text = lines.map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}`)
    edits.insertLine(kept.at(-1)?.end ?? colon, ...text)
  }
}

function changeFlowList(
  edits: TextEdits,
  { value: { items, start, end } }: YamlEntry,
  removed: ReadonlySet<YamlNode>,
  added: readonly Pairs[],
  mustStayFlow: boolean
): void {
  if (items.length === 0 && !mustStayFlow) {
    // An empty list in brackets becomes one of lines.
    const from = edits.text.slice(0, start).trimEnd().length
    const lines = added.map(entry => `  - ${flowText(entry)}`)
    edits.replace(from, end, lines.map(line => edits.newLine + line).join(''))
    return
  }
  const lastKept = items.findLast(item => !removed.has(item))
  for (const [at, item] of items.entries()) {
    const isBeforeKept = lastKept !== undefined && item.start < lastKept.start
    if (removed.has(item) && isBeforeKept) edits.replace(item.start, items[at + 1]?.start ?? item.end, '')
  }
  const [from, to] = [lastKept?.end ?? start + 1, items.at(-1)?.end ?? start + 1]
  const texts = added.map(flowText).join(', ')
  edits.replace(from, to, lastKept !== undefined && texts !== '' ? `, ${texts}` : texts)
}
