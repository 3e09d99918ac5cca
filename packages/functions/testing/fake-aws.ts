/** AWS as a function sees it: answers like SSM, S3, SQS, STS, and remembers what it was asked. */

import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { givenByEnvironment } from '../../leak-check/src/environment.ts'
import { know, logged, stored } from '../../leak-check/src/watch.ts'
import type { SendRequest } from '../src/aws/signed-call.ts'

export const originSecret = 'origin-secret-value-0123456789'
export const publicUrl = 'https://gateway.test'
export const callerKey = 'lambda-secret-access-key'
export const sessionToken = 'lambda-session-token'

/** What the stack sets; as functions get it. */
export const variables = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'ASIALAMBDA',
  AWS_SECRET_ACCESS_KEY: callerKey,
  AWS_SESSION_TOKEN: sessionToken,
  REGISTRY_TABLE: 'registry',
  DEFAULT_BUCKET: 'default-files',
  DEFAULT_BUCKET_ROLE: 'arn:aws:iam::123456789012:role/files',
  SETTINGS_BUCKET: 'settings',
  SECRET_PREFIX: '/sst/kachery-gateway/test/Secret/',
  PARAMETER_PREFIX: '/kachery-gateway/test/',
  VERIFICATIONS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/verifications',
  EPHEMERAL_TABLE: 'ephemeral',
  LOG_ITEMS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/log-items',
  MONGO_DATABASE: 'kachery-gateway',
  ADMINISTRATORS: '["ada"]'
}

interface Call {
  url: URL
  method: string
  headers: Headers
  body: string
  /** `ssm GetParameters` */
  action: string
}

export class FakeAws {
  readonly calls: Call[] = []
  readonly lines: string[] = []
  /** ms since the epoch */
  time = Date.UTC(2026, 0, 1)
  readonly parameters = new Map<string, string>([
    ['/kachery-gateway/test/keys/ORIGIN_SECRET', originSecret],
    ['/kachery-gateway/test/public-url', publicUrl]
  ])
  #gatewayConfig: string | undefined

  constructor() {
    givenByEnvironment({ ...variables, ORIGIN_SECRET: originSecret })
  }

  set gatewayConfig(text: string | undefined) {
    givenByEnvironment({ GATEWAY_CONFIG: text })
    this.#gatewayConfig = text
  }
  /** How an action fails: a status, or no answer at all. */
  readonly failing = new Map<string, number | 'refused' | 'silent'>()
  /** What the function that is invoked answers. */
  invoked: (payload: string) => object = () => ({})
  /** Credentials that were given out. */
  assumed = 0
  assumedLife = 3_600_000

  set(secret: string, value: string | undefined): void {
    givenByEnvironment({ [secret]: value })
    const name = `/sst/kachery-gateway/test/Secret/${secret}/value`
    if (value === undefined) this.parameters.delete(name)
    else this.parameters.set(name, value)
  }

  count(action: string): number {
    return this.calls.filter(call => call.action === action).length
  }

  bodiesOf(action: string): Record<string, unknown>[] {
    return this.calls.filter(call => call.action === action).map(({ body }) => JSON.parse(body))
  }

  /** What a function is made with. */
  get overrides() {
    return {
      variables,
      send: this.send,
      now: () => this.time,
      logger: loggerTo((level, event, fields) => {
        logged('the function', level, event, fields)
        this.lines.push(JSON.stringify({ level, event, ...fields }))
      })
    }
  }

  readonly send = answeredBy((url, { method, headers, body }, signal) => {
    const action = actionOf(headers, body)
    this.calls.push({ url, method, headers, body, action })
    const failure = this.failing.get(action)
    if (failure === 'refused') throw new TypeError('fetch failed')
    if (failure === 'silent') return silence(signal)
    if (failure !== undefined)
      return new Response(`{"__type":"com.amazon#Failure","message":"${body}"}`, { status: failure })
    return this.#answer(action, body, headers.get('x-amz-invocation-type'))
  })

  #answer(action: string, body: string, how: string | null): Response {
    switch (action) {
      case 'ssm GetParameters': {
        const names: string[] = JSON.parse(body).Names
        const Parameters = names.flatMap(Name => {
          const Value = this.parameters.get(Name)
          return Value === undefined ? [] : [{ Name, Value, Type: 'SecureString' }]
        })
        return Response.json({ Parameters, InvalidParameters: names.filter(name => !this.parameters.has(name)) })
      }
      case 'ssm PutParameter': {
        const { Name, Value } = JSON.parse(body)
        this.parameters.set(Name, Value)
        return Response.json({ Version: 1 })
      }
      case 's3 GetObject':
        return this.#gatewayConfig === undefined
          ? new Response('<Error><Code>NoSuchKey</Code></Error>', { status: 404 })
          : new Response(this.#gatewayConfig)
      case 'lambda Invoke':
        stored('what another function is given', body)
        // Lambda takes over what nobody waits for, and answers without a body.
        return how === 'Event' ? new Response(null, { status: 202 }) : Response.json(this.invoked(body))
      case 'sqs SendMessage':
        stored('message of a queue', body)
        return Response.json({ MessageId: 'm' })
      case 'sqs ChangeMessageVisibility':
        return Response.json({})
      case 'sts AssumeRole': {
        this.assumed += 1
        know('storage key', `files-secret/${this.assumed}+x=`)
        know('AWS session token', `files-token/${this.assumed}==`)
        const expiration = new Date(this.time + this.assumedLife).toISOString()
        return new Response(
          `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA${this.assumed}</AccessKeyId>` +
            `<SecretAccessKey>files-secret/${this.assumed}+x=</SecretAccessKey><SessionToken>files-token/${this.assumed}==</SessionToken>` +
            `<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
        )
      }
      default:
        return new Response('{"__type":"UnknownOperationException"}', { status: 400 })
    }
  }
}

/** By what the call was signed for. */
function actionOf(headers: Headers, body: string): string {
  const [, service = ''] = /\/([a-z0-9]+)\/aws4_request,/.exec(headers.get('authorization') ?? '') ?? []
  if (service === 'lambda') return 'lambda Invoke'
  const target = headers.get('x-amz-target')?.split('.')[1] ?? new URLSearchParams(body).get('Action')
  return `${service} ${target ?? 'GetObject'}`
}

const silence = (signal: AbortSignal) =>
  new Promise<Response>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

/** What is sent is answered by `answer`. */
export function answeredBy(
  answer: (
    url: URL,
    request: { method: string; headers: Headers; body: string },
    signal: AbortSignal
  ) => Response | Promise<Response>
): SendRequest {
  return async ({ method, address, path, headers, body }, signal) => {
    const response = await answer(new URL(path, address), { method, headers: new Headers(headers), body }, signal)
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
  }
}
