/** Log items in words. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import type { Kind } from '../../../ui/icons.tsx'

export type Line = AnswerOf<'GET /api/zones/{zone}/activity'>['items'][number]

/** What is told of, and what a filter is called. */
export const kinds: Record<string, { what: string; filter: string; icon: Kind }> = {
  findFile: { what: 'Requested a file', filter: 'Downloads and requests', icon: 'download' },
  initiateFileUpload: { what: 'Started an upload', filter: 'Uploads started', icon: 'upload' },
  finalizeFileUpload: { what: 'Uploaded a file', filter: 'Uploads completed', icon: 'upload' },
  deleteFile: { what: 'Deleted a file', filter: 'Deleted files', icon: 'trash' },
  addClient: { what: 'Registered a client', filter: 'Clients registered', icon: 'key' },
  setClientInfo: { what: 'Renamed a client', filter: 'Clients renamed', icon: 'key' },
  deleteClient: { what: 'Removed a client', filter: 'Clients removed', icon: 'key' },
  addResource: { what: 'Added a resource', filter: 'Resources added', icon: 'link' },
  setResourceInfo: { what: 'Changed a resource', filter: 'Resources changed', icon: 'link' },
  deleteResource: { what: 'Removed a resource', filter: 'Resources removed', icon: 'link' },
  setAuthorizationSettings: { what: 'Changed the settings', filter: 'Changes of settings', icon: 'switches' },
  addZone: { what: 'Added the zone', filter: 'Zone added', icon: 'box' },
  signOutUser: { what: 'Signed out a user', filter: 'Users signed out', icon: 'person' },
  blockLogin: { what: 'Blocked a login', filter: 'Logins blocked', icon: 'person' },
  unblockLogin: { what: 'Unblocked a login', filter: 'Logins unblocked', icon: 'person' },
  releaseLogin: { what: 'Released a login', filter: 'Logins released', icon: 'person' },
  setVisibility: { what: 'Changed who may read a file', filter: 'Changes of readers', icon: 'person' },
  removeRegistration: { what: 'Gave up a file', filter: 'Files given up', icon: 'trash' },
  makeShareLink: { what: 'Made a link to files', filter: 'Links to files made', icon: 'link' },
  revokeShareLink: { what: 'Revoked a link to files', filter: 'Links to files revoked', icon: 'link' },
  setFileSettings: { what: 'Changed teams or the default visibility', filter: 'Changes of teams', icon: 'switches' },
  setStoragePrice: { what: 'Set the price of storage', filter: 'Prices of storage set', icon: 'switches' },
  setZoneInfo: { what: 'Changed the zone', filter: 'Changes of the zone', icon: 'box' },
  setCors: { what: 'Set the bucket’s CORS rules', filter: 'CORS rules set', icon: 'switches' },
  setWebhook: { what: 'Set the webhook', filter: 'Webhooks set', icon: 'link' },
  removeWebhook: { what: 'Removed the webhook', filter: 'Webhooks removed', icon: 'link' },
  renameZone: { what: 'Renamed the zone', filter: 'Zone renamed', icon: 'box' },
  deleteZone: { what: 'Removed the zone', filter: 'Zone removed', icon: 'box' },
  makeApiKey: { what: 'Made an API key', filter: 'API keys made', icon: 'key' },
  revokeApiKey: { what: 'Revoked an API key', filter: 'API keys revoked', icon: 'key' }
}

export interface Told {
  what: string
  icon: Kind
  /** `bad`: it came to nothing. */
  severity: 'good' | 'bad' | 'plain'
  /** Why it came to nothing. */
  why: string | undefined
}

export function inWords(line: Line): Told {
  const { type, found, success, error } = line
  const { what: known = type, icon = 'switches' } = kinds[type] ?? {}
  if (error !== null || success === false)
    return { what: failed[type] ?? `${known}: refused`, icon, severity: 'bad', why: error ?? undefined }
  if (type === 'findFile') {
    return found === true
      ? { what: 'Downloaded a file (link issued)', icon, severity: 'good', why: undefined }
      : { what: 'Requested a file that isn’t here', icon: 'search', severity: 'plain', why: undefined }
  }
  return { what: known, icon, severity: type === 'finalizeFileUpload' ? 'good' : 'plain', why: undefined }
}

const failed: Record<string, string> = {
  finalizeFileUpload: 'Upload failed',
  deleteFile: 'Couldn’t delete a file',
  findFile: 'Couldn’t look for a file'
}

/** What a link to files is called where there is little room: the end of its id. undefined: it is none. */
export const linkIn = (about: string | null): string | undefined =>
  /^\d{13}-[0-9a-f]{8}([0-9a-f]{8})$/.exec(about ?? '')?.[1]

/** The hash of a pasted `sha1://…` or `kachery:…` URI; undefined: it is none. */
export const hashIn = (text: string): string | undefined =>
  /^(?:sha1:\/\/|kachery:[\w.-]+:sha1:)([0-9a-f]{40})(?![0-9a-f])/i.exec(text.trim())?.[1]?.toLowerCase()
