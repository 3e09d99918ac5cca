/**
 * Who is signed in, as a token that needs no store: a name and a time, signed with a key that never leaves the data
 * directory. Form: `name~expiry~mac`, the expiry in ms since the epoch in base 36, the mac HMAC-SHA256 in base64url.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { UserLabel } from '@kachery-gateway/core/users/user-label.ts'

/** ms */
export const sessionLife = 12 * 3600 * 1000

export interface SessionTokens {
  /** `now`: ms since the epoch */
  issue(name: UserLabel, now: number): string
  /** Whose it is; undefined: forged, expired, or no token at all. */
  read(token: string, now: number): UserLabel | undefined
}

/** `key`: 32 random bytes */
export function sessionTokens(key: Uint8Array): SessionTokens {
  const macOf = (name: string, expiry: string) =>
    createHmac('sha256', key).update(`kachery-gateway local session\n${name}\n${expiry}`).digest()

  return {
    issue(name, now) {
      const expiry = (now + sessionLife).toString(36)
      return `${name}~${expiry}~${macOf(name, expiry).toString('base64url')}`
    },
    read(token, now) {
      const [, name = '', expiry = '', mac = ''] =
        /^([A-Za-z0-9._-]{1,39})~([0-9a-z]{1,11})~([A-Za-z0-9_-]{43})$/.exec(token) ?? []
      const given = Buffer.from(mac, 'base64url')
      const right = macOf(name, expiry)
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
      return Number.parseInt(expiry, 36) > now ? UserLabel.parse(name) : undefined
    }
  }
}
