/**
 * Encryption of what the registry keeps for others: AES-256-GCM under a key that only the functions that sign may read.
 * `place` is authenticated with it, so that what was encrypted for one zone is worth nothing in another's record.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export interface CredentialCipher {
  encrypt(text: string, place: string): string
  /** Throws an Error where it was not made by `encrypt` with the same key and place. */
  decrypt(sealed: string, place: string): string
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
/** In front: tells by which scheme it was made. */
const scheme = 'v1.'

/** `key`: 32 random bytes. */
export function credentialCipher(key: Uint8Array): CredentialCipher {
  if (key.length !== 32) throw new Error('a key to encrypt with has 32 bytes')
  return {
    encrypt(text, place) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(place))
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return scheme + sealed.toString('base64url')
    },

    decrypt(sealed, place) {
      const bytes = Buffer.from(sealed.slice(scheme.length), 'base64url')
      if (!sealed.startsWith(scheme) || bytes.length < nonceBytes + tagBytes)
        throw new Error('it was not encrypted here')
      const [nonce, tag] = [bytes.subarray(0, nonceBytes), bytes.subarray(-tagBytes)]
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
      const text = [decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]
      return Buffer.concat(text).toString('utf8')
    }
  }
}
