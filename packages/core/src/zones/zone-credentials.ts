/** The credentials of a bucket of a zone's own: given once, kept encrypted, decrypted only to sign with them. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { siteErrors } from '../site-errors.ts'
import { KeptCredentials } from './kept-credentials.ts'

/** What bucket operations take: without keys that have no value. */
type UsableCredentials = { accessKeyId: string; secretAccessKey: string; endpoint?: string }

export function usable({ accessKeyId, secretAccessKey, endpoint }: KeptCredentials): UsableCredentials {
  return defined({ accessKeyId, secretAccessKey, endpoint })
}

const place = (zone: ZoneName) => `credentials of zone ${zone}`

/** Throws `zone.no_encryption_key`. */
export function encryptCredentials(
  { credentialCipher }: Pick<GatewayDeps, 'credentialCipher'>,
  zone: ZoneName,
  credentials: KeptCredentials
): string {
  if (credentialCipher === undefined) throw siteErrors.noEncryptionKey()
  return credentialCipher.encrypt(JSON.stringify(usable(credentials)), place(zone))
}

/** Throws `zone.credentials_unreadable`. */
export function decryptCredentials(
  { credentialCipher }: Pick<GatewayDeps, 'credentialCipher'>,
  zone: ZoneName,
  encrypted: string
): UsableCredentials {
  try {
    if (credentialCipher === undefined) throw new Error('there is no key')
    return usable(KeptCredentials.parse(JSON.parse(credentialCipher.decrypt(encrypted, place(zone)))))
  } catch {
    // What went wrong may hold a piece of what was decrypted.
    throw siteErrors.credentialsUnreadable(zone, new Error('the key is another one, or the record was changed'))
  }
}
