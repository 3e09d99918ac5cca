/**
 * Operation changeFileSettings: teams of a zone, and who may read its new files. The first time, its files get readers;
 * that is not taken back here: what somebody keeps private would be open.
 */
import type { GatewayDeps } from '../deps.ts'
import { type FileSettings, hasTeam, withTeams } from '../model/file-settings.ts'
import type { NotBound, User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { siteErrors } from '../site-errors.ts'
import { bindAddedLogins } from '../users/bind-added.ts'
import { noteNamedTeams } from '../users/github-teams.ts'
import { fileSettingsKey, readFileSettings } from './file-settings.ts'
import { bindOrganizations } from './github-organizations.ts'
import { giveReaders } from './manage-zones.ts'

export interface ShownFileSettings extends FileSettings {
  /** Whether the zone's files have readers. */
  readers: boolean
  /** Send it back with a change; null: nobody has saved any. */
  version: number | null
  /** Logins of this change that mean no account yet. */
  notBound: NotBound[]
}

export async function showFileSettings(deps: GatewayDeps, zone: Zone): Promise<ShownFileSettings> {
  const { settings, version = null } = await readFileSettings(deps, zone.name)
  return { ...settings, readers: zone.files !== undefined, version, notBound: [] }
}

/**
 * Counts within 60 s. Throws `file.unknown_team`, `file.unknown_organization`, `record.changed_meanwhile`, `zone.configured`
 * where its files have no readers and the configuration says so, or `zone.scratch_without_readers`.
 */
export async function changeFileSettings(
  deps: GatewayDeps,
  zone: Zone,
  user: User,
  { version, ...settings }: FileSettings & { version: number | null },
  facts: RequestFacts
): Promise<ShownFileSettings> {
  if (!hasTeam(settings, settings.defaultVisibility))
    throw siteErrors.unknownTeam(zone.name, settings.defaultVisibility.slice('team '.length))
  if (zone.scratch !== undefined) throw siteErrors.scratchWithoutReaders(zone.name)
  if (zone.files === undefined && deps.configuredZones.has(zone.name)) throw siteErrors.zoneConfigured(zone.name)
  const before = await readFileSettings(deps, zone.name)
  const key = fileSettingsKey(zone.name)
  const organizations = await bindOrganizations(deps, user, settings, before.settings)
  const kept = { ...settings, organizations }
  await noteNamedTeams(deps, [...withTeams(kept).teamsByGithub.keys()])
  const written =
    version === null
      ? await deps.registry.create(key, kept)
      : { created: true, entry: await deps.registry.replace(key, kept, version) }
  deps.caches.fileSettings.delete(zone.name)
  if (!written.created || written.entry === undefined) throw siteErrors.changedMeanwhile('the settings of files')
  if (zone.files === undefined) await giveReaders(deps, zone.name)
  const had = new Set(before.settings.teams.flatMap(({ members }) => members))
  const added = new Set(settings.teams.flatMap(({ members }) => members).filter(member => !had.has(member)))
  const notBound = await bindAddedLogins(deps, user, [...added])
  await recordChange(deps, zone.name, 'setFileSettings', {}, facts)
  return { ...settings, readers: true, version: written.entry.version, notBound }
}
