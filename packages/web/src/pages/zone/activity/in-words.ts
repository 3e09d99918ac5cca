/** Log items in words. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'

export type Line = AnswerOf<'GET /api/zones/{zone}/activity'>['items'][number]

/** What is told of, and what a filter is called. */
export const kinds: Record<string, { what: string; filter: string }> = {
  findFile: { what: 'Requested a file', filter: 'Downloads and requests' },
  initiateFileUpload: { what: 'Started an upload', filter: 'Uploads started' },
  finalizeFileUpload: { what: 'Uploaded a file', filter: 'Uploads completed' },
  deleteFile: { what: 'Deleted a file', filter: 'Deleted files' },
  addClient: { what: 'Registered a client', filter: 'Clients registered' },
  setClientInfo: { what: 'Renamed a client', filter: 'Clients renamed' },
  deleteClient: { what: 'Removed a client', filter: 'Clients removed' },
  addResource: { what: 'Added a resource', filter: 'Resources added' },
  setResourceInfo: { what: 'Changed a resource', filter: 'Resources changed' },
  deleteResource: { what: 'Removed a resource', filter: 'Resources removed' },
  setAuthorizationSettings: { what: 'Changed the settings', filter: 'Changes of settings' },
  addZone: { what: 'Added the zone', filter: 'Zone added' },
  signOutUser: { what: 'Signed out a user', filter: 'Users signed out' },
  blockLogin: { what: 'Blocked a login', filter: 'Logins blocked' },
  unblockLogin: { what: 'Unblocked a login', filter: 'Logins unblocked' },
  releaseLogin: { what: 'Released a login', filter: 'Logins released' },
  setVisibility: { what: 'Changed who may read a file', filter: 'Changes of readers' },
  removeRegistration: { what: 'Gave up a file', filter: 'Files given up' },
  setFileSettings: { what: 'Changed teams or the default visibility', filter: 'Changes of teams' },
  setStoragePrice: { what: 'Set the price of storage', filter: 'Prices of storage set' },
  setZoneInfo: { what: 'Changed the zone', filter: 'Changes of the zone' },
  setCors: { what: 'Set the bucket’s CORS rules', filter: 'CORS rules set' },
  renameZone: { what: 'Renamed the zone', filter: 'Zone renamed' },
  deleteZone: { what: 'Removed the zone', filter: 'Zone removed' },
  makeApiKey: { what: 'Made an API key', filter: 'API keys made' },
  revokeApiKey: { what: 'Revoked an API key', filter: 'API keys revoked' }
}

export interface Told {
  what: string
  /** `bad`: it came to nothing. */
  severity: 'good' | 'bad' | 'plain'
  /** Why it came to nothing. */
  why: string | undefined
}

export function inWords({ type, found, success, error }: Line): Told {
  const known = kinds[type]?.what ?? type
  if (error !== null) return { what: failed[type] ?? `${known}: refused`, severity: 'bad', why: error }
  if (success === false) return { what: failed[type] ?? `${known}: refused`, severity: 'bad', why: undefined }
  if (type === 'findFile') {
    return found === true
      ? { what: 'Downloaded a file (link issued)', severity: 'good', why: undefined }
      : { what: 'Requested a file that isn’t here', severity: 'plain', why: undefined }
  }
  return { what: known, severity: type === 'finalizeFileUpload' ? 'good' : 'plain', why: undefined }
}

const failed: Record<string, string> = {
  finalizeFileUpload: 'Upload failed',
  deleteFile: 'Couldn’t delete a file',
  findFile: 'Couldn’t look for a file'
}

/** The hash of a pasted `sha1://…` or `kachery:…` URI; undefined: it is none. */
export const hashIn = (text: string): string | undefined =>
  /^(?:sha1:\/\/|kachery:[\w.-]+:sha1:)([0-9a-f]{40})(?![0-9a-f])/i.exec(text.trim())?.[1]?.toLowerCase()

/** Whether a person who writes this looks for the line: by what happened, its file, who did it, or whose client did. */
export function fits(line: Line, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return true
  const { clientId, clientLabel, clientOwner, login, hash, about, label, userAgent } = line
  return [inWords(line).what, clientId, clientLabel, clientOwner, login, hash, about, label, userAgent].some(
    part => part?.toLowerCase().includes(wanted) === true
  )
}
