/**
 * Small facts that a browser keeps for us and cannot read or change: JSON Web Tokens, encrypted and authenticated with
 * AES-256-GCM (jose). Each is good for one purpose and for a stated time.
 */
import { jwtDecrypt } from 'jose/jwt/decrypt'
import { EncryptJWT } from 'jose/jwt/encrypt'
import type * as z from 'zod'

export type Purpose = 'session' | 'sign-in' | 'local-name'

export interface SealedTokens {
  /** `life`: ms; `now`: ms since the epoch */
  seal(purpose: Purpose, facts: Record<string, unknown>, life: number, now: number): Promise<string>
  /** What was sealed for that purpose; undefined: forged, expired, of another purpose or key, or no token at all. */
  open<T>(purpose: Purpose, token: string, schema: z.ZodType<T>, now: number): Promise<T | undefined>
}

/** Longer than what is sealed here, characters: cookies have 4 kB. */
const longest = 8_000

const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }

/** `key`: 32 random bytes. */
export function sealedTokens(key: Uint8Array): SealedTokens {
  if (key.length !== 32) throw new Error('a key to seal with has 32 bytes')
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
      try {
        const { payload } = await jwtDecrypt(token, key, {
          ...algorithms,
          audience: purpose,
          requiredClaims: ['exp', 'aud'],
          currentDate: new Date(now)
        })
        const facts = schema.safeParse(payload.facts)
        return facts.success ? facts.data : undefined
      } catch {
        return undefined
      }
    }
  }
}

const seconds = (ms: number) => Math.floor(ms / 1000)
