/**
 * Small facts that a browser keeps for us and cannot read or change: JSON Web Tokens, encrypted and authenticated with
 * AES-256-GCM (jose). Each is good for one purpose and for a stated time.
 */
import { jwtDecrypt } from 'jose/jwt/decrypt'
import { EncryptJWT } from 'jose/jwt/encrypt'
import type * as z from 'zod'

export type Purpose = 'session' | 'sign-in' | 'local-name' | 'setup'

export interface SealedTokens {
  /** `life`: ms; `now`: ms since the epoch */
  seal(purpose: Purpose, facts: Record<string, unknown>, life: number, now: number): Promise<string>
  /** What was sealed for that purpose; undefined: forged, expired, of another purpose or key, or no token at all. */
  open<T>(purpose: Purpose, token: string, schema: z.ZodType<T>, now: number): Promise<T | undefined>
}

/** Longer than what is sealed here, characters: cookies have 4 kB. */
const longest = 8_000

const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }

/** Sealed tokens of another key are opened, too, until it ends: ms since the epoch. */
export interface OtherKey {
  key: Uint8Array
  until: number
}

/** `key`: 32 random bytes. */
export function sealedTokens(key: Uint8Array, other?: OtherKey): SealedTokens {
  for (const { length } of other === undefined ? [key] : [key, other.key])
    if (length !== 32) throw new Error('a key to seal with has 32 bytes')
  return {
    seal(purpose, facts, life, now) {
      return new EncryptJWT({ facts })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(purpose)
        .setIssuedAt(seconds(now))
        .setExpirationTime(seconds(now + life))
        .encrypt(key)
    },

    async open(purpose, token, schema, now) {
      if (token.length > longest) return undefined
      const facts = await opened(key, purpose, token, now)
      const again = facts === undefined && other !== undefined && now < other.until
      return schema.safeParse(again ? await opened(other.key, purpose, token, now) : facts).data
    }
  }
}

async function opened(key: Uint8Array, audience: Purpose, token: string, now: number): Promise<unknown> {
  try {
    const { payload } = await jwtDecrypt(token, key, {
      ...algorithms,
      audience,
      requiredClaims: ['exp', 'aud'],
      currentDate: new Date(now)
    })
    return payload.facts
  } catch {
    return undefined
  }
}

const seconds = (ms: number) => Math.floor(ms / 1000)
