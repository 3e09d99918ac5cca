/** What the settings allow, and what is switched over it before the gateway has said so. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { type LoginKey, loginKey } from '@kachery-gateway/core/ids/login-key.ts'

export type Settings = AnswerOf<'GET /api/zones/{zone}/settings'>
export type Allows = NonNullable<Settings['allows']>
export type UserAccess = Allows['authorizedUsers'][number]
export type Right = 'upload' | 'download' | 'admin'

export interface Switches {
  allowPublicUpload?: boolean
  allowPublicDownload?: boolean
  /** By user; null takes the user out. */
  users?: Record<string, { [R in Right]?: boolean } | null>
}

/** Users of several entries have one here, with the rights of all. */
export function usersOf({ authorizedUsers }: Pick<Allows, 'authorizedUsers'>): UserAccess[] {
  const users = new Map<LoginKey, UserAccess>()
  for (const user of authorizedUsers) {
    const there = users.get(loginKey(user.userId))
    users.set(loginKey(user.userId), {
      userId: there?.userId ?? user.userId,
      upload: user.upload || there?.upload === true,
      download: user.download || there?.download === true,
      admin: user.admin || there?.admin === true
    })
  }
  return [...users.values()]
}

export function withSwitches(allows: Allows, switches: Switches): Allows {
  const users = new Map(usersOf(allows).map(user => [loginKey(user.userId), user]))
  for (const [userId, rights] of Object.entries(switches.users ?? {})) {
    const key = loginKey(userId)
    if (rights === null) users.delete(key)
    else users.set(key, { ...(users.get(key) ?? nobody(userId)), ...rights })
  }
  return {
    allowPublicUpload: switches.allowPublicUpload ?? allows.allowPublicUpload,
    allowPublicDownload: switches.allowPublicDownload ?? allows.allowPublicDownload,
    authorizedUsers: [...users.values()]
  }
}

const nobody = (userId: string): UserAccess => ({ userId, upload: false, download: false, admin: false })
