/**
 * Editing a zone's settings file: as text, or by switches that leave its comments and its order alone. Nothing is
 * overwritten that the editor has not seen. Where the store knows If-Match it decides; a record in the registry decides
 * among editors of this gateway for stores that do not, and says who changed the file last.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import {
  defaultAuthorizationSettings,
  loginsAdded,
  type ParsedSettings,
  parsingAuthorizationSettings
} from '../model/authorization-settings.ts'
import type { NotBound, User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { siteErrors } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'
import { inSlices } from '../time-slice.ts'
import { bindAddedLogins } from '../users/bind-added.ts'
import { zoneKey } from './keys.ts'
import { maxSettingsBytes, settingsKey } from './settings.ts'
import { settingsChanges } from './settings-changes.ts'
import {
  applySwitches,
  mostSwitchedUsers,
  newSettings,
  type SettingsSwitches,
  withLogins
} from './settings-switches.ts'
import { indexUsersSoon } from './users-index.ts'

/** How long a change that was announced may take to be written, ms; one that is older and not there has failed. */
const writingTime = 15_000

/** Tries of a change by switches that others keep overtaking. */
const tries = 4

/** Of a file that is not there. */
export const absentEtag = '"absent"'

/** Who changed the file last, from what to what. */
const SettingsChange = z.object({
  login: z.string(),
  /** ms since the epoch */
  changedAt: z.number(),
  /** Etag of what was changed. */
  base: z.string(),
  /** SHA-256 of what it was changed to, hex. */
  digest: z.string()
})
type SettingsChange = z.infer<typeof SettingsChange>

export interface SettingsFile {
  /** '' where there is no file. */
  yaml: string
  /** Names this version of the file. */
  etag: string
  exists: boolean
  /** Absent: it was written by hand or by another gateway. `changedAt`: ms since the epoch. */
  changed: { by: string; at: number } | null
  /** Logins of this change that mean no account yet. */
  notBound: NotBound[]
}

interface Found extends Omit<SettingsFile, 'notBound'> {
  change: { value: SettingsChange; version: number } | undefined
}

/** As it lies in the bucket now, mistakes included. Throws `object.too_large`. */
export async function readSettingsFile(deps: GatewayDeps, zone: Zone): Promise<SettingsFile> {
  return fileOf(await look(deps, zone))
}

const fileOf = ({ change: _, ...file }: Found, notBound: NotBound[] = []): SettingsFile => ({
  ...file,
  notBound
})

/** What the file allows, or its first mistake; of no file the defaults. */
export async function meaningOf({ yaml, exists }: Pick<SettingsFile, 'yaml' | 'exists'>): Promise<ParsedSettings> {
  if (!exists) return { ok: true, settings: defaultAuthorizationSettings }
  return inSlices(parsingAuthorizationSettings(yaml))
}

/** Throws `settings.changed`, with what is there now, `settings.mistake` or `settings.too_large`; then nothing is written. */
export async function saveSettings(
  deps: GatewayDeps,
  zone: Zone,
  user: User,
  input: { yaml: string; etag: string },
  facts: RequestFacts
): Promise<SettingsFile> {
  const bytes = await checked(input.yaml)
  const found = await look(deps, zone)
  if (found.etag !== input.etag) throw changed(found)
  return write(deps, zone, user, found, bytes, facts)
}

/**
 * The same by switches, applied to whatever is there; `etag`: only to that version. Throws also
 * `settings.too_many_users`, before anything is read, `settings.not_switchable` and `settings.not_a_login`.
 */
export async function switchSettings(
  deps: GatewayDeps,
  zone: Zone,
  user: User,
  input: { switches: SettingsSwitches; etag?: string | undefined },
  facts: RequestFacts
): Promise<SettingsFile> {
  if (Object.keys(input.switches.users ?? {}).length > mostSwitchedUsers)
    throw siteErrors.settingsTooManyUsers(mostSwitchedUsers)
  for (let tried = 1; ; tried++) {
    const found = await look(deps, zone)
    if (input.etag !== undefined && found.etag !== input.etag) throw changed(found)
    const meaning = await meaningOf(found)
    if (!meaning.ok) throw mistakeOf(meaning.reason)
    const yaml = await applySwitches(
      found.exists ? found.yaml : newSettings,
      withLogins(input.switches, meaning.settings)
    )
    if (found.exists && yaml === found.yaml) return fileOf(found)
    try {
      return await write(deps, zone, user, found, await checked(yaml), facts)
    } catch (error) {
      const again = input.etag === undefined && tried < tries && isChanged(error)
      if (!again) throw error
    }
  }
}

async function look(deps: GatewayDeps, zone: Zone): Promise<Found> {
  const key = changeKey(zone)
  const [file, entry] = await Promise.all([
    zone.bucket.get(zoneKey(zone, settingsKey), maxSettingsBytes),
    deps.registry.get(key)
  ])
  const change =
    entry?.state === 'present'
      ? { value: readRecord(SettingsChange, key, entry.value), version: entry.version }
      : undefined
  if (file === undefined) return { yaml: '', etag: absentEtag, exists: false, changed: null, change }
  const known = change !== undefined && change.value.digest === digestOf(file.bytes) ? change.value : undefined
  return {
    yaml: new TextDecoder().decode(file.bytes),
    etag: file.etag,
    exists: true,
    changed: known === undefined ? null : { by: known.login, at: known.changedAt },
    change
  }
}

async function write(
  deps: GatewayDeps,
  zone: Zone,
  user: User,
  found: Found,
  bytes: Uint8Array,
  facts: RequestFacts
): Promise<SettingsFile> {
  const { change } = found
  if (found.exists && found.yaml === new TextDecoder().decode(bytes)) return fileOf(found)
  const value = { login: user.login, changedAt: deps.now(), base: found.etag, digest: digestOf(bytes) }
  // Somebody is writing over the same version at this moment.
  if (change?.value.base === found.etag && deps.now() - change.value.changedAt < writingTime) throw changed(found)
  if (!(await announce(deps, zone, value, change?.version))) throw changed(await look(deps, zone))
  const condition = found.exists ? { ifMatch: found.etag } : { ifAbsent: true }
  const options = { ...condition, contentType: 'application/yaml' }
  const outcome = await zone.bucket.put(zoneKey(zone, settingsKey), bytes, options).catch(async error => {
    await withdraw(deps, zone, value)
    throw error
  })
  deps.caches.settings.delete(zone.name)
  const now = await look(deps, zone)
  if (outcome !== 'written') throw changed(now)
  const [before, after] = [await meaningOf(found), await meaningOf(now)]
  const settings = before.ok && after.ok ? settingsChanges(before.settings, after.settings) : undefined
  await recordChange(deps, zone.name, 'setAuthorizationSettings', settings === undefined ? {} : { settings }, facts)
  return fileOf(now, await followUp(deps, zone, user, before, after))
}

/** What is saved is saved: where this fails, sign-ins and check-zones make up for it. */
async function followUp(
  deps: GatewayDeps,
  zone: Zone,
  user: User,
  before: ParsedSettings,
  now: ParsedSettings
): Promise<NotBound[]> {
  if (!now.ok) return []
  const had = before.ok ? before.settings : defaultAuthorizationSettings
  try {
    const [notBound] = await Promise.all([
      bindAddedLogins(deps, user, loginsAdded(had, now.settings)),
      indexUsersSoon(deps, zone, now.settings)
    ])
    return notBound
  } catch (error) {
    deps.logger.warn('settings.not_followed_up', { zone: zone.name, reason: String(error) })
    return []
  }
}

/** false: somebody else was faster. */
async function announce(
  deps: GatewayDeps,
  zone: Zone,
  value: SettingsChange,
  version: number | undefined
): Promise<boolean> {
  const key = changeKey(zone)
  if (version !== undefined) return (await deps.registry.replace(key, value, version)) !== undefined
  return (await deps.registry.create(key, value)).created
}

/** What was announced was not written: whoever tries again is not told that somebody else was faster. */
async function withdraw(deps: GatewayDeps, zone: Zone, value: SettingsChange): Promise<void> {
  try {
    const entry = await deps.registry.get(changeKey(zone))
    if (entry?.state !== 'present' || entry.value.digest !== value.digest) return
    await deps.registry.replace(changeKey(zone), { ...value, base: '' }, entry.version)
  } catch (error) {
    deps.logger.warn('settings.announcement_stays', { zone: zone.name, reason: String(error) })
  }
}

async function checked(yaml: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(yaml)
  if (bytes.length > maxSettingsBytes) throw siteErrors.settingsTooLarge(maxSettingsBytes)
  const parsed = await inSlices(parsingAuthorizationSettings(yaml))
  if (!parsed.ok) throw mistakeOf(parsed.reason)
  return bytes
}

function mistakeOf(text: string) {
  const { line, reason } = mistakeIn(text)
  return siteErrors.settingsMistake(line, reason)
}

/** "line 3: …" in its two parts. */
export function mistakeIn(reason: string): { line: number; reason: string } {
  const [, line, rest] = /^line (\d+): (.*)$/s.exec(reason) ?? []
  return line === undefined || rest === undefined ? { line: 1, reason } : { line: Number(line), reason: rest }
}

function changed({ yaml, etag, exists, change, changed }: Found) {
  // While the winner is still writing, the file is what it was: its name is known all the same.
  const by = changed?.by ?? change?.value.login
  const current = { yaml, etag, exists, changed }
  return siteErrors.settingsChanged({ current }, by === undefined ? 'by somebody' : `by ${by}`)
}

const isChanged = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'settings.changed'

const changeKey = (zone: Zone) => ({ kind: 'settings-change', zone: zone.name, id: 'authorizationSettings' }) as const

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
