/** What a change of a zone's settings changed, as switches: those of before put it back. */
import { type LoginKey, loginKey } from '../ids/login-key.ts'
import type { AuthorizationSettings } from '../model/authorization-settings.ts'
import { withRights } from '../model/zone-settings.ts'
import { mostSwitchedUsers, type SettingsSwitches } from './settings-switches.ts'

export interface SettingsChanges {
  before: SettingsSwitches
  after: SettingsSwitches
}

const flags = ['allowPublicUpload', 'allowPublicDownload'] as const

/** undefined: of more users than one change by switches may have. */
export function settingsChanges(had: AuthorizationSettings, has: AuthorizationSettings): SettingsChanges | undefined {
  const changed = flags.filter(flag => had[flag] !== has[flag])
  const [before, after] = [had, has].map(settings => withRights(settings).rights)
  const spelling = new Map<LoginKey, string>(
    [...had.authorizedUsers, ...has.authorizedUsers].map(({ userId }) => [loginKey(userId), userId])
  )
  const users = [...spelling].filter(([key]) => JSON.stringify(before?.get(key)) !== JSON.stringify(after?.get(key)))
  if (users.length > mostSwitchedUsers) return undefined
  const part = (settings: AuthorizationSettings, rights: typeof before): SettingsSwitches => ({
    ...Object.fromEntries(changed.map(flag => [flag, settings[flag]])),
    ...(users.length === 0
      ? {}
      : { users: Object.fromEntries(users.map(([key, userId]) => [userId, rights?.get(key) ?? null])) })
  })
  return { before: part(had, before), after: part(has, after) }
}
