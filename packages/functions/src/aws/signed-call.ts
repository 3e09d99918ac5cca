/**
 * Calls to AWS itself, signed, without its SDK: what a function asks before its first answer must load in no time. The
 * one file that knows how they are signed. Each try has a time limit, and there are two unless a request says otherwise:
 * all that are made from here may be sent again.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { awsAddress } from '@kachery-gateway/core/stores/aws-address.ts'
import { HttpConnections } from '@kachery-gateway/core/stores/http-connections.ts'
import { bodyText, type HttpRequest, httpRequest } from '@kachery-gateway/core/stores/http-request.ts'
import { type SigningCredentials, sha256Hex, signedHeaders } from '@kachery-gateway/core/stores/signature-v4.ts'

export interface AwsAccess {
  region: string
  credentials: SigningCredentials
  /** URL of what answers like AWS; absent: AWS itself. */
  endpoint?: string
  /** ms for one try; 1000 by default. */
  timeLimit?: number
  /** Absent: over HTTP. */
  send?: SendRequest
}

/** One request, whose answer has come by then or is given up. Throws where there is none. */
export type SendRequest = (request: HttpRequest & { body: string }, signal: AbortSignal) => Promise<AwsAnswer>

export interface AwsRequest {
  service: 'budgets' | 'ce' | 'cloudfront' | 'iam' | 'lambda' | 'logs' | 's3' | 'sns' | 'sqs' | 'ssm' | 'sts'
  /** For errors: `GetParameters`. */
  action: string
  method?: 'GET' | 'POST'
  /** Encoded; `/` by default. */
  path?: string
  headers?: Record<string, string>
  body?: string
  /** ms for one try, where it is not the usual. */
  timeLimit?: number
  /** ms before each further try, give or take a half; one try after 50 ms by default. */
  pauses?: readonly number[]
}

export interface AwsAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** Gives whatever answer is no reason to ask again; throws AwsCallFailed where there is none. */
export type AwsCall = (request: AwsRequest) => Promise<AwsAnswer>

/** Its message names the action, the status and AWS's code for the failure: no text of an answer, no address. */
export class AwsCallFailed extends Error {
  constructor(request: AwsRequest, reason: string) {
    super(`${request.service} ${request.action}: ${reason}`)
    this.name = 'AwsCallFailed'
  }
}

const usualPauses = [50]
/** ms until a connection stands */
const connectLimit = 1000
const maxConnections = 50

export function signedCalls({ send = overHttp(), ...access }: AwsAccess): AwsCall {
  return async request => {
    const pauses = request.pauses ?? usualPauses
    for (let tried = 0; ; tried++) {
      const outcome = await tryOnce(send, access, request)
      if (!(outcome instanceof AwsCallFailed)) return outcome
      const pause = pauses[tried]
      if (pause === undefined) throw outcome
      await new Promise(resolve => setTimeout(resolve, pause * (0.5 + Math.random())))
    }
  }
}

/** Bytes: a function’s answer has 6 MB at most. */
const longestAnswer = 8_000_000

async function tryOnce(send: SendRequest, access: AwsAccess, request: AwsRequest): Promise<AwsAnswer | AwsCallFailed> {
  const limit = request.timeLimit ?? access.timeLimit ?? 1000
  const signal = AbortSignal.timeout(limit)
  try {
    const answer = await send(signed(access, request), signal)
    return mayPass(answer) ? new AwsCallFailed(request, failureOf(answer)) : answer
  } catch (error) {
    return new AwsCallFailed(request, signal.aborted ? `no answer within ${limit} ms` : `no answer (${nameOf(error)})`)
  }
}

function signed({ region, credentials, endpoint }: AwsAccess, request: AwsRequest): HttpRequest & { body: string } {
  const { service, method = 'POST', path = '/', body = '' } = request
  const address = new URL(endpoint ?? awsAddress(service, region))
  const sent = { method, path: address.pathname.replace(/\/+$/, '') + path }
  const headers = {
    ...request.headers,
    ...(method === 'POST' && { 'content-length': String(Buffer.byteLength(body)) })
  }
  const scope = { service, region, credentials, now: Date.now() }
  return {
    ...sent,
    address,
    headers: signedHeaders({ ...sent, host: address.host, headers }, sha256Hex(body), scope),
    body
  }
}

function overHttp(): SendRequest {
  const connections = new HttpConnections(maxConnections)
  return async (request, signal) => {
    const { status, headers, body } = await httpRequest(request, connections, { connect: connectLimit, signal })
    return { status, headers, text: await bodyText(body, longestAnswer) }
  }
}

/** `ECONNREFUSED` */
const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'Error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** Throttling is a 400 of most services. */
const mayPass = ({ status, text }: AwsAnswer) =>
  status >= 500 || status === 429 || (status === 400 && /Throttl|TooManyRequests|RequestTimeout/.test(text))

/** The status, and what AWS calls the failure: `400 AccessDeniedException`. */
export function failureOf({ status, text }: AwsAnswer): string {
  const [, code] = /(?:"__type"\s*:\s*"(?:[\w.]+#)?|"Code"\s*:\s*"|<Code>)([\w.]{1,80})/.exec(text) ?? []
  return code === undefined ? `status ${status}` : `status ${status} ${code}`
}
