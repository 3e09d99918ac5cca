/** What a zone's settings allow, by login: made once when they are read, so that asking costs no walk through the list. */
import { type LoginKey, loginKey } from '../ids/login-key.ts'
import { type AuthorizationSettings, defaultAuthorizationSettings } from './authorization-settings.ts'

type Rights = Record<'upload' | 'download' | 'admin', boolean>

export interface ZoneSettings extends AuthorizationSettings {
  rights: ReadonlyMap<LoginKey, Rights>
}

export type ReadSettings = { ok: true; settings: ZoneSettings } | { ok: false; reason: string }

/** Rights add up over entries of the same user. */
export function withRights(settings: AuthorizationSettings): ZoneSettings {
  const rights = new Map<LoginKey, Rights>()
  for (const { userId, upload, download, admin } of settings.authorizedUsers) {
    const key = loginKey(userId)
    const had = rights.get(key)
    rights.set(key, {
      upload: upload || had?.upload === true,
      download: download || had?.download === true,
      admin: admin || had?.admin === true
    })
  }
  return { ...settings, rights }
}

export const defaultZoneSettings = withRights(defaultAuthorizationSettings)
