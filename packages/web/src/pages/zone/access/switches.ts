/** What the settings allow, and what is switched over it before the gateway has said so. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'

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
  const users = new Map<string, UserAccess>()
  for (const user of authorizedUsers) {
    const there = users.get(user.userId)
    users.set(user.userId, {
      userId: user.userId,
      upload: user.upload || there?.upload === true,
      download: user.download || there?.download === true,
      admin: user.admin || there?.admin === true
    })
  }
  return [...users.values()]
}

export function withSwitches(allows: Allows, switches: Switches): Allows {
  const users = new Map(usersOf(allows).map(user => [user.userId, user]))
  for (const [userId, rights] of Object.entries(switches.users ?? {})) {
    if (rights === null) users.delete(userId)
    else users.set(userId, { ...(users.get(userId) ?? nobody(userId)), ...rights })
  }
  return {
    allowPublicUpload: switches.allowPublicUpload ?? allows.allowPublicUpload,
    allowPublicDownload: switches.allowPublicDownload ?? allows.allowPublicDownload,
    authorizedUsers: [...users.values()]
  }
}

const nobody = (userId: string): UserAccess => ({ userId, upload: false, download: false, admin: false })
