/** Compares the log items in the ephemeral store with what was answered: each promised item once, none without cause. */
import type { StoredLogItem } from '../../packages/core/src/stores/log-items.ts'
import type { Exchange } from './oracle.ts'

interface ItemOfRequest {
  type: unknown
  timestamp: unknown
  hash: unknown
  objectKey: unknown
  clientId: unknown
}

/** Of the request's own item; a finalize whose verification was queued has one of the verification's instead. */
type Promised = 'one' | 'none' | 'at most one'

/** Sentences; empty: all is as promised. */
export function activityProblems(exchanges: readonly Exchange[], stored: readonly StoredLogItem[]): string[] {
  const problems: string[] = []
  const byTimestamp = new Map<unknown, ItemOfRequest[]>()
  const ofVerifications = new Map<unknown, number>()
  for (const { id, item } of stored) {
    const one = itemOf(item)
    if (/x-amz-(signature|credential)|"signature"/i.test(JSON.stringify(item))) problems.push(`item ${id} has a secret`)
    if (one.timestamp === undefined) ofVerifications.set(one.objectKey, (ofVerifications.get(one.objectKey) ?? 0) + 1)
    else byTimestamp.set(one.timestamp, [...(byTimestamp.get(one.timestamp) ?? []), one])
  }
  for (const [key, count] of ofVerifications) if (count > 1) problems.push(`${count} items of verification ${key}`)

  for (const exchange of exchanges) {
    const { kind, payload, timestamp, clientId } = exchange
    const part = `${exchange.part} ${Math.round(exchange.began)}`
    const items = byTimestamp.get(timestamp) ?? []
    byTimestamp.delete(timestamp)
    const promised = promisedFor(exchange)
    const queued = payload.type === 'finalizeFileUpload' && ofVerifications.has(payload.objectKey)
    const enough = promised !== 'one' || items.length > 0 || queued
    if (items.length > 1 || (items.length > 0 && promised === 'none') || !enough) {
      const { status, code = '' } = exchange.answer ?? {}
      problems.push(`[${part}] ${kind} answered ${status} ${code}: ${items.length} items where ${promised} is promised`)
    }
    for (const item of items) {
      const same =
        item.type === payload.type &&
        item.hash === payload.hash &&
        item.objectKey === payload.objectKey &&
        item.clientId === clientId
      if (!same) problems.push(`[${part}] ${kind}: its item says ${JSON.stringify(item)}`)
    }
  }
  for (const timestamp of byTimestamp.keys()) problems.push(`an item of a request that nobody sent, at ${timestamp}`)
  return problems
}

function promisedFor({ answer, payload }: Exchange): Promised {
  if (answer?.code === 'upload.wrong_content') return 'one'
  if (answer?.status !== 200) return 'at most one'
  const { found, cacheHit, alreadyExists } = answer.json
  switch (payload.type) {
    case 'findFile':
      return found === true && cacheHit === true ? 'none' : 'one'
    case 'initiateFileUpload':
      return alreadyExists === true ? 'none' : 'one'
    case 'finalizeFileUpload':
    case 'deleteFile':
      return 'one'
    default:
      return 'none'
  }
}

function itemOf(item: Record<string, unknown>): ItemOfRequest {
  const request = Object(item.request)
  const { type, timestamp, hash, objectKey } = Object(request.payload)
  return { type, timestamp, hash, objectKey, clientId: request.fromClientId }
}
