/**
 * Calls to AWS itself, signed, without its SDK: what a function asks before its first answer must load in no time. The
 * one file that knows how they are signed. Each try has a time limit, and there are two unless a request says otherwise:
 * all that are made from here may be sent again.
 */
import { AwsV4Signer } from 'aws4fetch'
import { answerText } from '../http/answer-text.ts'

export interface AwsAccess {
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  /** URL of what answers like AWS; absent: AWS itself. */
  endpoint?: string
  /** ms for one try; 1000 by default. */
  timeLimit?: number
  fetch?: typeof fetch
}

export interface AwsRequest {
  service: 'lambda' | 's3' | 'sqs' | 'ssm' | 'sts'
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
  headers: Headers
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

export function signedCalls(access: AwsAccess): AwsCall {
  return async request => {
    const pauses = request.pauses ?? usualPauses
    for (let tried = 0; ; tried++) {
      const outcome = await tryOnce(access, request)
      if (!(outcome instanceof AwsCallFailed)) return outcome
      const pause = pauses[tried]
      if (pause === undefined) throw outcome
      await new Promise(resolve => setTimeout(resolve, pause * (0.5 + Math.random())))
    }
  }
}

/** Bytes: a function’s answer has 6 MB at most. */
const longestAnswer = 8_000_000

async function tryOnce(access: AwsAccess, request: AwsRequest): Promise<AwsAnswer | AwsCallFailed> {
  const limit = request.timeLimit ?? access.timeLimit ?? 1000
  try {
    const { url, method, headers, body } = await signed(access, request)
    const response = await (access.fetch ?? fetch)(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(limit)
    })
    const answer = {
      status: response.status,
      headers: response.headers,
      text: await answerText(response, longestAnswer)
    }
    return mayPass(answer) ? new AwsCallFailed(request, failureOf(answer)) : answer
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error'
    return new AwsCallFailed(request, name === 'TimeoutError' ? `no answer within ${limit} ms` : `no answer (${name})`)
  }
}

async function signed({ region, credentials, endpoint }: AwsAccess, request: AwsRequest) {
  const { service, method = 'POST', path = '/', headers = {}, body } = request
  const signer = new AwsV4Signer({
    method,
    url: (endpoint?.replace(/\/+$/, '') ?? addressOf(service, region)) + path,
    headers,
    ...(body === undefined ? {} : { body }),
    ...credentials,
    service,
    region
  })
  const { url, headers: all } = await signer.sign()
  return { url, method, headers: all, body }
}

const addressOf = (service: string, region: string) =>
  `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`

/** Throttling is a 400 of most services. */
const mayPass = ({ status, text }: AwsAnswer) =>
  status >= 500 || status === 429 || (status === 400 && /Throttl|TooManyRequests|RequestTimeout/.test(text))

/** The status, and what AWS calls the failure: `400 AccessDeniedException`. */
export function failureOf({ status, text }: AwsAnswer): string {
  const [, code] = /(?:"__type"\s*:\s*"(?:[\w.]+#)?|"Code"\s*:\s*"|<Code>)([\w.]{1,80})/.exec(text) ?? []
  return code === undefined ? `status ${status}` : `status ${status} ${code}`
}
