/**
 * A log item as it goes into an archive, or why it cannot. Ours are archived as they are: they were made by an allow-list.
 * The collection may also hold items of older gateways, which kept tokens, private keys, presigned URLs and every header:
 * of those only what is known to be harmless goes on.
 */
import type { StoredLogItem } from '../stores/log-items.ts'

type Json = { [key: string]: unknown }
export type ArchivedItem = { ok: true; item: Json } | { ok: false; reason: string }

/** The latest time that a date can have, ms. */
const lastTime = 8.64e15

export function archivedItem({ id, item }: StoredLogItem): ArchivedItem {
  const { request, response, requestTimestamp, requestHeaders } = item
  if (!isObject(request)) return refuse('it has no request')
  if (typeof typeOf(request) !== 'string') return refuse('its request has no type')
  if (!isObject(response)) return refuse('it has no response')
  if (typeof requestTimestamp !== 'number' || !(requestTimestamp >= 0 && requestTimestamp <= lastTime))
    return refuse('its requestTimestamp is no time')
  if (requestHeaders !== undefined && !isObject(requestHeaders)) return refuse('its requestHeaders are no object')
  return { ok: true, item: isOlder(id) ? harmless(item, request, response, requestHeaders ?? {}) : item }
}

/** Items of the site of older gateways have the type at the top. */
export const typeOf = (request: Json): unknown =>
  typeof request.type === 'string' ? request.type : isObject(request.payload) ? request.payload.type : undefined

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const refuse = (reason: string): ArchivedItem => ({ ok: false, reason })

/** Older gateways leave the id to the database. */
const isOlder = (id: string) => /^[0-9a-f]{24}$/.test(id)

const requestFields = ['type', 'fromClientId', 'githubUserId', 'clientId', 'ownerId', 'label', 'zone', 'resourceName']
const clientFields = ['clientId', 'ownerId', 'label', 'timestampCreated']
const payloadFields = [
  ...['type', 'timestamp', 'zone', 'hashAlg', 'hash', 'size', 'objectKey'],
  ...['clientId', 'ownerId', 'label', 'resourceName', 'zoneName']
]
const responseFields = [
  ...['type', 'found', 'size', 'bucketUri', 'objectKey', 'cacheHit', 'fallback'],
  ...['alreadyExists', 'alreadyPending', 'success']
]
const headers = [
  ...['user-agent', 'referer', 'origin', 'x-real-ip'],
  ...['x-vercel-ip-city', 'x-vercel-ip-country', 'x-vercel-ip-country-region']
]

function harmless(item: Json, request: Json, response: Json, requestHeaders: Json): Json {
  const { referer, ...others } = plain(requestHeaders, headers)
  return {
    request: {
      ...plain(request, requestFields),
      ...(isObject(request.payload) ? { payload: plain(request.payload, payloadFields) } : {}),
      ...(isObject(request.client) ? { client: plain(request.client, clientFields) } : {})
    },
    response: plain(response, responseFields),
    ...plain(item, ['requestTimestamp', 'elapsed', 'zone']),
    // What stands behind the question mark may be a token.
    requestHeaders: { ...others, ...(typeof referer === 'string' ? { referer: referer.split(/[?#]/, 1)[0] } : {}) }
  }
}

const plain = (from: Json, fields: readonly string[]): Json =>
  Object.fromEntries(
    fields.flatMap(field => {
      const value = from[field]
      const kept = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      return kept && Object.hasOwn(from, field) ? [[field, value]] : []
    })
  )
