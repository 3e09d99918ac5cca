/**
 * The gateway's HTTP server on one machine: it listens on the loopback only, gives each request as an API Gateway event
 * to the handler of its route, and lets no request cost more than a bounded amount of time and memory.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { errors } from '@kachery-gateway/core/errors.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import { failureAsText, failureOf } from '@kachery-gateway/functions/http/failure.ts'
import { ledToOneSlash, oneSlash } from '@kachery-gateway/functions/http/one-slash.ts'
import { audienceOf, type RefusalHeaders } from '@kachery-gateway/functions/http/refusal-headers.ts'
import { maxBodyBytes } from '@kachery-gateway/functions/http/request.ts'
import type { HttpHandler } from '@kachery-gateway/functions/http/route.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { localErrors } from '../local-errors.ts'
import { StartError, systemCode } from '../start-error.ts'
import { toEvent } from './event.ts'
import type { FileRoutes } from './file-routes.ts'
import { lambdaContext } from './lambda-context.ts'
import { closeServer, listenOnLoopback } from './listening.ts'
import type { OwnHosts } from './own-hosts.ts'
import { refuseMalformed } from './refuse-malformed.ts'
import { announced, discardRest, readBody } from './request-body.ts'
import { sendResult } from './send-result.ts'

/** Read of a body at most, bytes; handlers refuse less than that in their own words. */
const bodyLimit = 2 * maxBodyBytes
/** What requests in flight are given when the gateway ends, ms: less than the 10 s after which containers are killed. */
export const closePatience = 8_000
/** For how long a client may still send after it was refused, ms. */
const discardTime = 2_000

/** ms: until a request's headers and the whole of it are there, between two requests, without any byte. */
export interface TimeLimits {
  headers: number
  request: number
  keepAlive: number
  silence: number
}
const usualTimeLimits: TimeLimits = { headers: 10_000, request: 20_000, keepAlive: 60_000, silence: 120_000 }

/** Requests that are not answered yet. */
export interface InFlight {
  uploads: number
  downloads: number
  others: number
}

interface LocalServer {
  port: number
  inFlight(): InFlight
  /** Lets requests in flight finish for at most `patience` ms. */
  close(patience: number): Promise<void>
}

interface Routed {
  /** As API Gateway names it: `GET /client/{clientId}`. */
  routeKey: string
  /** The parts in braces, decoded. */
  parameters: Record<string, string>
  handle: HttpHandler
}

/** What the server serves; known only once the port is. */
export interface Served {
  url: string
  hosts: OwnHosts
  route(method: string, path: string): Routed | undefined
  refusalHeaders: RefusalHeaders
  /** Absent: the files are elsewhere. */
  files?: FileRoutes
}

/** Throws StartError where the port cannot be used. 0: any free one. Requests wait until `served` is there. */
export async function startServer(options: {
  port: number
  served(port: number): Promise<Served>
  logger: Logger
  timeLimits?: TimeLimits
}): Promise<LocalServer> {
  const { logger, timeLimits: limits = usualTimeLimits } = options
  const waiting = Promise.withResolvers<Served>()
  // Nobody may be waiting yet.
  waiting.promise.catch(() => {})
  const unanswered = new WeakMap<Duplex, Set<ServerResponse>>()
  const inFlight: InFlight = { uploads: 0, downloads: 0, others: 0 }
  let closing = false
  let files: FileRoutes | undefined

  const server = createServer(
    {
      headersTimeout: limits.headers,
      // Files take as long as they take; of other requests `listener` sees to it.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAlive,
      connectionsCheckingInterval: Math.min(1_000, limits.headers)
    },
    listener
  )
  server.timeout = limits.silence
  server.maxConnections = 1_000
  // Without a body: what is too large is refused before it is sent. Of a file's upload its route decides.
  server.on('checkContinue', (request, response) => {
    if (!isFile(request) && announced(request) <= bodyLimit) response.writeContinue()
    listener(request, response)
  })
  server.on('clientError', (error, socket) => {
    // Where an answer is due to a request that came whole, nothing else may be written.
    const busy = [...(unanswered.get(socket) ?? [])].some(({ req, headersSent }) => req.complete || headersSent)
    refuseMalformed(error, socket, busy)
  })

  function listener(request: IncomingMessage, response: ServerResponse): void {
    const requestId = randomUUID()
    const { socket } = request
    const due = unanswered.get(socket) ?? new Set()
    unanswered.set(socket, due.add(response))
    const kind = !isFile(request) ? 'others' : request.method === 'PUT' ? 'uploads' : 'downloads'
    inFlight[kind]++
    response.on('close', () => {
      due.delete(response)
      inFlight[kind]--
    })
    response.on('error', () => {})
    if (!isFile(request)) limitTime(request)
    answer(request, response, requestId).catch(error => {
      if (!socket.destroyed) logger.error('server.not_answered', { requestId, message: String(error) })
      socket.destroy()
    })
  }

  const isFile = ({ url = '' }: IncomingMessage) => files?.isTheirs(url.replace(/\?.*$/s, '')) === true

  /** Until the whole of it is there. */
  function limitTime(request: IncomingMessage): void {
    const tooSlow = Object.assign(new Error('the request did not arrive in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
    const timer = setTimeout(() => server.emit('clientError', tooSlow, request.socket), limits.request)
    for (const event of ['end', 'close']) request.once(event, () => clearTimeout(timer))
  }

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const tooLarge = { hit: false }
    const result = await resultOf(request, response, requestId, tooLarge).catch(error => {
      if (request.destroyed && !request.complete) throw error
      return refusal(request, requestId, error)
    })
    if (result === undefined) return
    const close = closing || tooLarge.hit || !request.complete
    const beforeEnd = () => (request.complete ? Promise.resolve() : discardRest(request, discardTime))
    await sendResult(request, response, result, { requestId, close, beforeEnd }).catch(async error => {
      if (response.headersSent) throw error
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      await sendResult(request, response, await refusal(request, requestId, error), { requestId, close: true })
    })
  }

  async function refusal(
    request: IncomingMessage,
    requestId: string,
    error: unknown
  ): Promise<APIGatewayProxyStructuredResultV2> {
    const { refusalHeaders } = await waiting.promise
    const path = oneSlash((request.url ?? '').split('?', 1)[0] ?? '')
    const { headers, ...answer } = failureAsText(failureOf(error, requestId, logger, audienceOf(path)), requestId)
    return { ...answer, headers: { ...headers, ...refusalHeaders(path, request.headers.origin) } }
  }

  /** undefined: the answer has been sent. */
  async function resultOf(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    tooLarge: { hit: boolean }
  ): Promise<APIGatewayProxyStructuredResultV2 | undefined> {
    const { url, hosts, route } = await waiting.promise
    const { method = '', url: target = '' } = request
    if (!hosts.isOwn(request.headers.host)) throw localErrors.wrongHost(url)
    if (!/^\/[!-~]*$/.test(target) || target.includes('#')) throw localErrors.malformedTarget()
    const [sent = '', query = ''] = target.split(/\?(.*)/s)
    if (files?.isTheirs(sent)) return files.handle(request, response, { path: sent, query, requestId })
    const led = ledToOneSlash(method, sent, query)
    if (led !== undefined) return led
    const path = oneSlash(sent)
    const match = route(method, path)
    if (match === undefined) throw errors.routeNotFound(method, path.slice(0, 200))
    const body = await readBody(request, bodyLimit)
    if (body === undefined) {
      tooLarge.hit = true
      throw errors.bodyTooLarge(maxBodyBytes)
    }
    const event = toEvent(request, { path, query, match, body, requestId, now: Date.now() })
    return match.handle(event, lambdaContext(requestId))
  }

  const port = await listenOnLoopback(server, options.port).catch(error => {
    throw portError(error, options.port)
  })
  options.served(port).then(served => {
    files = served.files
    waiting.resolve(served)
  }, waiting.reject)
  try {
    await waiting.promise
  } catch (error) {
    await closeServer(server, 0)
    throw error
  }
  return {
    port,
    inFlight: () => ({ ...inFlight }),
    close: patience => {
      closing = true
      return closeServer(server, patience)
    }
  }
}

function portError(error: unknown, port: number): unknown {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} is taken, perhaps by another gateway; end that, or choose another port with --port (0: any free one).`,
        error
      )
    case 'EACCES':
      return new StartError(`Port ${port} is for the system’s own programs; choose one above 1023 with --port.`, error)
    default:
      return error
  }
}
