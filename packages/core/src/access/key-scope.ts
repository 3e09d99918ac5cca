/** What an API key may be used for: part of what its user may, or all of it. */
import { errors } from '../errors.ts'
import { defaultZoneName, type ZoneName } from '../ids/zone-name.ts'
import type { ApiKeyScope } from '../model/api-key.ts'
import type { Credential } from './credential.ts'
import type { ZoneAction } from './permissions.ts'
import { inWords } from './refusal.ts'

/** Throws `access.api_key_scope`. It takes nothing to tell but the key. `zone`: absent where it is about no single one. */
export function checkScope(
  { publicUrl }: { publicUrl: string },
  credential: Credential,
  action: ZoneAction,
  zone?: ZoneName
): void {
  const scope = scopeOf(credential)
  const asked = zone ?? scope?.zone ?? defaultZoneName
  if (isInScope(credential, action, asked)) return
  if (scope !== undefined) throw errors.beyondApiKey(scope.name, scopeInWords(scope), asked, inWords[action], publicUrl)
}

export function isInScope(credential: Credential, action: ZoneAction, zone: ZoneName): boolean {
  const scope = scopeOf(credential)
  if (scope === undefined) return true
  if (scope.zone !== null && scope.zone !== zone) return false
  // What a whole key may not do is said by the table of permissions.
  const wanted = action === 'read-all' ? 'download' : action
  return scope.rights === 'upload-and-download' || scope.rights === wanted
}

const scopeOf = (credential: Credential): ApiKeyScope | undefined =>
  credential.kind === 'user' && credential.provedBy === 'api-key' ? credential.scope : undefined

const rightsInWords = {
  'upload-and-download': 'upload and download files',
  upload: 'upload files',
  download: 'download files'
} as const

const scopeInWords = ({ zone, rights }: ApiKeyScope) =>
  zone === null ? rightsInWords[rights] : `${rightsInWords[rights]} in zone ${zone}`
