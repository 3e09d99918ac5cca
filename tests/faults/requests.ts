/** The requests of the load, each with what is right to be answered, whatever the stores do. */
import { randomBytes } from 'node:crypto'
import type { KacheryClient, RequestOptions } from '../../packages/client/src/kachery-client.ts'
import type { Oracle } from './oracle.ts'
import { shown } from './oracle.ts'

const found = (is: boolean) => (json: Record<string, unknown>) =>
  json.type === 'findFile' && json.found === is && (!is || isUrl(json.url)) ? undefined : `wrong: ${shown(json)}`

const isUrl = (value: unknown) => typeof value === 'string' && value.startsWith('http://127.0.0.1:')

const ofFile = (type: string, hash: string) => ({ type, hashAlg: 'sha1', hash })

export const randomHash = () => randomBytes(20).toString('hex')

export async function findCached(oracle: Oracle, client: KacheryClient, hash: string): Promise<void> {
  const expectation = { kind: 'find cached', needs: ['memory'], answer: found(true) } as const
  const exchange = await oracle.ask(client, ofFile('findFile', hash), expectation)
  const { status, json } = exchange.answer ?? {}
  if (status === 200 && json?.cacheHit !== true && !oracle.excused(['memory'], exchange)) {
    oracle.violation(exchange, 'it was not served from memory')
  }
}

export function findPresent(oracle: Oracle, client: KacheryClient, hash: string, options?: RequestOptions) {
  const expectation = { kind: 'find present', needs: ['s3'], answer: found(true) } as const
  return oracle.ask(client, ofFile('findFile', hash), expectation, options)
}

export function findAbsent(oracle: Oracle, client: KacheryClient, hash = randomHash(), options?: RequestOptions) {
  // Wrong bytes of it may have been uploaded, of which nobody can tell yet.
  const codes = ['file.being_verified']
  const expectation = { kind: 'find absent', needs: ['s3', 'dynamodb'], answer: found(false), codes } as const
  return oracle.ask(client, ofFile('findFile', hash), expectation, options)
}

/** A file whose finalize was just answered: there, or, where its verification was queued, told to be soon; never absent. */
export function findJustStored(oracle: Oracle, client: KacheryClient, hash: string, mayBeQueued: boolean) {
  const codes = mayBeQueued ? ['file.being_verified'] : []
  const expectation = { kind: 'find stored', needs: ['s3'], answer: found(true), codes } as const
  return oracle.ask(client, ofFile('findFile', hash), expectation)
}

export function findRestricted(oracle: Oracle, client: KacheryClient, hash: string) {
  const codes = ['access.not_permitted', 'access.client_not_registered']
  return oracle.ask(client, ofFile('findFile', hash), { kind: 'find refused', needs: ['s3', 'dynamodb'], codes })
}

export function initiateNew(oracle: Oracle, client: KacheryClient, hash: string, size: number) {
  const answer = (json: Record<string, unknown>) =>
    json.alreadyExists === false && isUrl(json.signedUploadUrl) && typeof json.objectKey === 'string'
      ? undefined
      : `wrong: ${shown(json)}`
  const expectation = { kind: 'initiate', needs: ['s3', 'dynamodb'], answer } as const
  return oracle.ask(client, { ...ofFile('initiateFileUpload', hash), size }, expectation)
}

export function initiateExisting(oracle: Oracle, client: KacheryClient, hash: string) {
  const answer = (json: Record<string, unknown>) => (json.alreadyExists === true ? undefined : `wrong: ${shown(json)}`)
  const expectation = { kind: 'initiate existing', needs: ['s3', 'dynamodb'], answer } as const
  return oracle.ask(client, { ...ofFile('initiateFileUpload', hash), size: 1000 }, expectation)
}

export function initiateRefused(oracle: Oracle, client: KacheryClient, options: RequestOptions = {}) {
  const codes = ['access.anonymous', 'access.not_permitted', 'access.client_not_registered']
  const needs = options.unsigned === true ? (['memory'] as const) : (['dynamodb', 's3'] as const)
  const payload = { ...ofFile('initiateFileUpload', randomHash()), size: 5 }
  return oracle.ask(client, payload, { kind: 'initiate refused', needs, codes }, options)
}

export function finalize(oracle: Oracle, client: KacheryClient, hash: string, size: number, objectKey: string) {
  const answer = (json: Record<string, unknown>) => (json.type === 'finalizeFileUpload' ? undefined : 'wrong type')
  const expectation = { kind: 'finalize', needs: ['s3', 'dynamodb'], answer } as const
  return oracle.ask(client, { ...ofFile('finalizeFileUpload', hash), size, objectKey }, expectation)
}

/** Of bytes that have another hash. 200: queued. After a try that was not answered well the upload may be gone. */
export function finalizeWrong(
  oracle: Oracle,
  client: KacheryClient,
  upload: { hash: string; size: number; objectKey: string; again: boolean }
) {
  const { hash, size, objectKey, again } = upload
  const codes = ['upload.wrong_content', ...(again ? ['upload.not_found'] : [])]
  const payload = { ...ofFile('finalizeFileUpload', hash), size, objectKey }
  const expectation = { kind: 'finalize wrong', needs: ['s3', 'dynamodb'], codes } as const
  return oracle.ask(client, payload, { ...expectation, answer: () => (again ? undefined : 'wrong content was taken') })
}

/** `lastTry`: before it, 503 is right too: a store may be too slow for once where the machine is busy. */
export function deleteFile(oracle: Oracle, client: KacheryClient, hash: string, lastTry: boolean) {
  // The try before may have deleted it, although it was not answered so.
  const answer = (json: Record<string, unknown>) =>
    json.success === true || (lastTry && json.success === false) ? undefined : `wrong: ${shown(json)}`
  const codes = lastTry ? [] : ['store.unavailable']
  const expectation = { kind: 'delete', needs: ['s3', 'mongo', 'dynamodb'], answer, codes } as const
  return oracle.ask(client, ofFile('deleteFile', hash), expectation)
}

export function clientInfo(oracle: Oracle, client: KacheryClient, clientId: string, registered: boolean) {
  const answer = (json: Record<string, unknown>) =>
    json.found === registered && (!registered || Object(json.client).clientId === clientId)
      ? undefined
      : `wrong: ${shown(json)}`
  const kind = registered ? 'client known' : 'client unknown'
  const needs = registered ? (['dynamodb'] as const) : (['dynamodb', 's3'] as const)
  return oracle.ask(client, { type: 'getClientInfo', clientId }, { kind, needs, answer }, { unsigned: true })
}

/** Asks no store at all: what any answer takes on a machine as busy as this one is. */
export function zoneInfo(oracle: Oracle, client: KacheryClient) {
  const answer = (json: Record<string, unknown>) => (json.found === true ? undefined : `wrong: ${shown(json)}`)
  const payload = { type: 'getZoneInfo', zoneName: 'default' }
  return oracle.ask(client, payload, { kind: 'zone info', needs: [], answer }, { unsigned: true })
}
