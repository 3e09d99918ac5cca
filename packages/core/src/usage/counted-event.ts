/** What an archived log item means for the usage: docs/protocol.md, "usage.json". Items of all ages, as they lie there. */
import { isObject, typeOf } from '../record/archived-item.ts'

export type CountedEvent =
  | { kind: 'offered'; objectKey: string }
  | ({ kind: 'uploaded'; objectKey: string | undefined } & OfFile)
  | ({ kind: 'downloaded'; fallback: boolean } & OfFile)
  | { kind: 'owned'; client: string; owner: string }

interface OfFile {
  /** As the item names it. */
  hash: unknown
  client: string
  /** ms since the epoch */
  time: number
  date: string
  size: number
  headers: Headers
}

type Headers = { [name: string]: unknown }
type Json = { [key: string]: unknown }

/** ms since the epoch: what claims to be of another century is no item of ours, and would be a day of its own. */
const [firstTime, endOfTime] = [Date.UTC(2000), Date.UTC(2100)]
const longestId = 100

/** undefined: nothing is counted. 'unreadable': it is no log item. */
export function eventOf(item: unknown, zone: string, fallbackLogs: boolean): CountedEvent | undefined | 'unreadable' {
  if (!isObject(item) || !isObject(item.request)) return 'unreadable'
  const { request } = item
  const type = typeOf(request)
  if (typeof type !== 'string') return 'unreadable'
  // An item without a zone is the default zone's.
  if ((typeof item.zone === 'string' && item.zone !== '' ? item.zone : 'default') !== zone) return undefined
  const payload = isObject(request.payload) ? request.payload : {}
  const response = isObject(item.response) ? item.response : {}
  switch (type) {
    case 'initiateFileUpload': {
      const { objectKey } = response
      return typeof objectKey === 'string' && response.alreadyExists !== true
        ? { kind: 'offered', objectKey }
        : undefined
    }
    case 'finalizeFileUpload': {
      if (response.error !== undefined) return undefined
      const objectKey = typeof payload.objectKey === 'string' ? payload.objectKey : undefined
      const file = ofFile(item, request, payload, payload)
      return file === undefined ? 'unreadable' : { kind: 'uploaded', objectKey, ...file }
    }
    case 'findFile': {
      // Older gateways logged, and counted, files that were not found; they told no size.
      if (response.found !== true) return undefined
      const fallback = fallbackLogs || response.fallback === true
      const file = ofFile(item, request, payload, response)
      return file === undefined ? 'unreadable' : { kind: 'downloaded', fallback, ...file }
    }
    case 'addClient':
      return ownership(request, payload)
    case 'migrateClient':
      return ownership(isObject(request.client) ? request.client : {}, isObject(payload.client) ? payload.client : {})
    default:
      return undefined
  }
}

/** The day of a request for a file that was not there; older gateways counted it as a download. */
export function dateOfMiss(item: unknown): string | undefined {
  if (!isObject(item) || !isObject(item.request) || typeOf(item.request) !== 'findFile') return undefined
  return isObject(item.response) && item.response.found === true ? undefined : dateOf(item.requestTimestamp)
}

/** `sized`: what says how large the file is. undefined: the item has no time. */
function ofFile(item: Json, request: Json, payload: Json, sized: Json): OfFile | undefined {
  const { requestTimestamp: time } = item
  const date = dateOf(time)
  if (date === undefined || typeof time !== 'number') return undefined
  return { hash: payload.hash, client: callerOf(request), time, date, size: sizeOf(sized), headers: headersOf(item) }
}

/** The day, in UTC. */
function dateOf(time: unknown): string | undefined {
  const isTime = typeof time === 'number' && time >= firstTime && time < endOfTime
  return isTime ? new Date(time).toISOString().slice(0, 10) : undefined
}

const headersOf = ({ requestHeaders }: Json): Headers => (isObject(requestHeaders) ? requestHeaders : {})

export const unknownCaller = 'unknown'

/** A user known by GitHub alone counts under the login. */
const callerOf = ({ fromClientId, githubUserId }: Json): string =>
  idOf(fromClientId) ?? idOf(githubUserId) ?? unknownCaller

const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= longestId ? value : undefined

const sizeOf = ({ size }: Json): number => (typeof size === 'number' && size >= 0 && Number.isFinite(size) ? size : 0)

/** Older gateways' sites told it at the top. */
function ownership(older: Json, newer: Json): CountedEvent | 'unreadable' {
  const client = idOf(newer.clientId) ?? idOf(older.clientId)
  const owner = idOf(newer.ownerId) ?? idOf(older.ownerId)
  return client === undefined || owner === undefined ? 'unreadable' : { kind: 'owned', client, owner }
}
