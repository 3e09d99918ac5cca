/**
 * The two routes of the files on this machine, GET and PUT below /files/: what an object store elsewhere would answer to
 * the URLs that the gateway hands out. They stream, so they stand beside the routes that take events.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import { failureAsText, failureOf } from '@kachery-gateway/functions/http/failure.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { CorsOrigins } from '../embedded/cors-origins.ts'
import type { DiskObjectStore, OpenedObject } from '../embedded/disk-object-store.ts'
import { type FileMethod, type FileUrls, filesPath, type PartOfUpload, partIn } from '../embedded/file-urls.ts'
import { byteRange } from './byte-range.ts'
import { fileRefusals, type Refusal } from './file-refusals.ts'

export interface FileRoutesDeps {
  store: DiskObjectStore
  urls: FileUrls
  logger: Logger
  /** ms since the epoch */
  now?: () => number
}

/** Undefined: the answer has been sent. */
export type FileAnswer = APIGatewayProxyStructuredResultV2 | undefined

export interface FileRoutes {
  isTheirs(path: string): boolean
  handle(request: IncomingMessage, response: ServerResponse, facts: FileRequest): Promise<FileAnswer>
}

export interface FileRequest {
  path: string
  query: string
  requestId: string
}

/** What was uploaded is shown by a browser as what it is, but never as a page with rights on this gateway. */
const ofEveryAnswer = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff'
}

export function fileRoutes(deps: FileRoutesDeps): FileRoutes {
  const { store, urls, logger, now = Date.now } = deps

  async function handle(request: IncomingMessage, response: ServerResponse, facts: FileRequest): Promise<FileAnswer> {
    const cors = store.cors.headers(request.headers.origin, methodAsked(request))
    const refused = ({ headers, ...failure }: Refusal): FileAnswer => {
      const { headers: usual, ...answer } = failureAsText({ retryAfter: undefined, ...failure }, facts.requestId)
      return { ...answer, headers: { ...usual, ...ofEveryAnswer, ...cors, ...headers } }
    }
    try {
      return await answer(request, response, facts, cors, refused)
    } catch (error) {
      // Somebody hung up, or the answer is under way.
      if ((request.destroyed && !request.complete) || response.headersSent) throw error
      const failure = failureOf(error, facts.requestId, logger, 'site')
      return refused(failure.code === 'store.disk_full' ? { ...failure, status: 507 } : failure)
    }
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    facts: FileRequest,
    cors: Record<string, string>,
    refused: (refusal: Refusal) => FileAnswer
  ): Promise<FileAnswer> {
    if (request.method === 'OPTIONS') return preflight(request, cors, store.cors)
    const method = methodOf(request.method)
    if (method === undefined) return refused(fileRefusals.method(request.method ?? ''))
    const key = keyOf(facts.path)
    if (key === undefined) return refused(fileRefusals.malformed())
    const size = announcedSize(request)
    if (method === 'PUT' && size === 'chunked') return refused(fileRefusals.chunked())
    if (method === 'PUT' && size === undefined) return refused(fileRefusals.noLength())
    const claim = { method, key, query: facts.query, ...(method === 'PUT' && typeof size === 'number' ? { size } : {}) }
    const verdict = urls.check(claim, now())
    if (verdict !== 'good') return refused(fileRefusals[verdict](method))
    if (method === 'PUT')
      return take(request, response, { key, part: partIn(facts.query) }, Number(size), cors, refused)
    const object = await store.open(key)
    if (object === undefined) return refused(fileRefusals.notFound())
    return give(request, response, object, { ...cors, 'x-request-id': facts.requestId }, refused)
  }

  async function take(
    request: IncomingMessage,
    response: ServerResponse,
    { key, part }: { key: string; part: PartOfUpload | undefined },
    size: number,
    cors: Record<string, string>,
    refused: (refusal: Refusal) => FileAnswer
  ): Promise<FileAnswer> {
    if (request.headers.expect !== undefined) response.writeContinue()
    // Left unread where it fails: the answer can still be sent.
    const chunks = () => request.iterator({ destroyOnReturn: false })
    const stored = await (part === undefined
      ? store.putStream(key, size, chunks)
      : store.putPart(key, part, size, chunks))
    if (stored === undefined) return refused(fileRefusals.noUpload())
    return { statusCode: 200, headers: { ...ofEveryAnswer, ...cors, etag: stored.etag } }
  }

  return { isTheirs: path => path.startsWith(filesPath), handle }
}

async function give(
  request: IncomingMessage,
  response: ServerResponse,
  object: OpenedObject,
  more: Record<string, string>,
  refused: (refusal: Refusal) => FileAnswer
): Promise<FileAnswer> {
  const { size, etag, file } = object
  const modified = new Date(object.modified).toUTCString()
  const headers = { ...ofEveryAnswer, ...more, 'accept-ranges': 'bytes', etag, 'last-modified': modified }
  try {
    const known = request.headers['if-none-match']
    if (known?.split(',').some(one => one.trim().replace(/^W\//, '') === etag)) {
      response.writeHead(304, headers).end()
      return undefined
    }
    const condition = request.headers['if-range']
    const wanted = condition === undefined || condition === etag || condition === modified
    const range = byteRange(wanted ? request.headers.range : undefined, size)
    if (range === 'unsatisfiable') return refused(fileRefusals.unsatisfiable(size))
    const { start, end } = range ?? { start: 0, end: size - 1 }
    response.writeHead(range === undefined ? 200 : 206, {
      ...headers,
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'content-length': end - start + 1,
      ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` })
    })
    if (request.method === 'HEAD' || size === 0) response.end()
    // Whoever hangs up has what they wanted.
    else await pipeline(file.createReadStream({ start, end, autoClose: false }), response).catch(() => undefined)
    return undefined
  } finally {
    await file.close()
  }
}

/** What a browser is about to send, or sends. */
const methodAsked = ({ method, headers }: IncomingMessage) =>
  method === 'OPTIONS' ? headers['access-control-request-method'] : method

/** A browser asks before it sends; the answer depends on no object. */
function preflight({ headers }: IncomingMessage, cors: Record<string, string>, rules: CorsOrigins): FileAnswer {
  if (cors['access-control-allow-origin'] === undefined)
    return { statusCode: 403, headers: { ...ofEveryAnswer, ...cors } }
  const wanted = headers['access-control-request-headers'] ?? ''
  return {
    statusCode: 200,
    headers: {
      ...ofEveryAnswer,
      ...cors,
      'access-control-allow-methods': rules.allow(headers.origin ?? '', 'PUT') ? 'GET, HEAD, PUT' : 'GET, HEAD',
      'access-control-max-age': '3600',
      ...(/^[\w-]+( *, *[\w-]+)*$/.test(wanted) ? { 'access-control-allow-headers': wanted } : {})
    }
  }
}

function methodOf(method: string | undefined): FileMethod | undefined {
  if (method === 'HEAD') return 'GET'
  return method === 'GET' || method === 'PUT' ? method : undefined
}

function keyOf(path: string): string | undefined {
  try {
    const key = path.slice(filesPath.length).split('/').map(decodeURIComponent).join('/')
    return key === '' ? undefined : key
  } catch {
    return undefined
  }
}

/** bytes; undefined: it does not say. */
function announcedSize({ headers }: IncomingMessage): number | 'chunked' | undefined {
  if (headers['transfer-encoding'] !== undefined) return 'chunked'
  const length = headers['content-length']
  return length === undefined ? undefined : Number(length)
}
