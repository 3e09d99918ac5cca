/**
 * The gateway's handler over stores in memory, as attack tests drive it: API Gateway events in, what a client would see
 * out. It signs as the Python client does, with none of the gateway's own code.
 */

import type { KeyObject } from 'node:crypto'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { gatewayHandler } from '@kachery-gateway/functions/handlers/gateway.ts'
import { defaultAllowedOrigins } from '@kachery-gateway/functions/http/cors.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { expect } from 'vitest'
import { postEvent } from '../../packages/client/src/api-gateway-event.ts'
import { objectIn, signatureOf } from '../../packages/client/src/kachery-client.ts'
import { acceptStrictly } from '../../packages/client/src/strict-answers.ts'
import { newClient, type TestClient, testGateway } from '../../packages/core/testing/test-gateway.ts'
import { sent } from '../../packages/leak-check/src/sent.ts'
import { answered, logged } from '../../packages/leak-check/src/watch.ts'

export interface Answer {
  status: number
  /** Of `x-error-code`. */
  code: string | undefined
  text: string
  /** The body where it is a JSON object, else {}. */
  json: Record<string, unknown>
  headers: Record<string, string>
}

export interface RequestOptions {
  /** Signs, or only says that it did where `envelope` puts something else over it. */
  client?: Pick<TestClient, 'clientId' | 'privateKey'>
  /** Put over the envelope after it was signed. */
  envelope?: Record<string, unknown>
  headers?: Record<string, string>
}

export type Payload = Record<string, unknown> & { type: string }

export const openToAll = 'allowPublicUpload: true\nallowPublicDownload: true\nauthorizedUsers: []'

type Options = NonNullable<Parameters<typeof testGateway>[0]> & Partial<Omit<Gateway, 'limits'>>

export function attackGateway(options: Options = {}) {
  const base = testGateway(options)
  /** What operators would read, whole. */
  const lines: string[] = []
  let asked = 0
  const { limits: _, bucket: __, ...rest } = options
  const gateway: Gateway = Object.assign(base.deps, rest, {
    allowedOrigins: defaultAllowedOrigins,
    logger: loggerTo((...line) => {
      logged('the gateway', ...line)
      lines.push(JSON.stringify(line))
    })
  })
  const handler = gatewayHandler(() => gateway)

  async function send(body: string | undefined, event: Partial<APIGatewayProxyEventV2> = {}): Promise<Answer> {
    return answerOf(await handler(postEvent(body, event), context))
  }

  function ask(payload: Payload, { client, envelope, headers }: RequestOptions = {}): Promise<Answer> {
    // The clock stands still, and two requests of one client in the same millisecond would be one.
    const whole = { timestamp: base.clock.now - (asked++ % 100), ...payload }
    const identity = client === undefined ? {} : signed(whole, client)
    const body = JSON.stringify({ payload: whole, ...identity, ...envelope })
    sent({ headers: headers ?? {}, body })
    return send(body, headers === undefined ? {} : { headers })
  }

  /** A client of `owner` in the zone, as the registry knows it. */
  async function registered(owner: string, zone = 'default'): Promise<TestClient> {
    const client = newClient()
    const value = { clientId: client.clientId, ownerId: owner, timestampCreated: 1, label: '' }
    await base.registry.create({ kind: 'client', zone, id: client.clientId }, value, { owner })
    return client
  }

  return { ...base, gateway, lines, handler, send, ask, registered }
}

export type AttackGateway = ReturnType<typeof attackGateway>

/** What an envelope says of who signed it. */
export function signed(payload: Record<string, unknown>, client: { clientId: string; privateKey: KeyObject }) {
  return { fromClientId: client.clientId, signature: signatureOf(payload, client.privateKey) }
}

/** Lambda's; the gateway asks nothing of it. */
export const context = {} as Context

export function answerOf(result: Awaited<ReturnType<ReturnType<typeof gatewayHandler>>>): Answer {
  answered('POST /api/gateway', result)
  const headers = Object.fromEntries(Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]))
  const text = result.body ?? ''
  const json = objectIn(text)
  const status = result.statusCode ?? 200
  if (status === 200) acceptStrictly(json)
  return { status, code: headers['x-error-code'], text, json, headers }
}

/** What every refusal must be: plain text, a code, one short printable sentence. */
export function expectSentence(answer: Answer): void {
  expect(answer.headers['content-type']).toMatch(/^text\/plain/)
  expect(answer.code).toMatch(/^[a-z]+(\.[a-z][a-z0-9_]*)+$/)
  expect(answer.text).toMatch(/^[A-Z\da-z][^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{10,599}\.$/u)
  expect(answer.headers['cache-control']).toBe('no-store')
}

export function expectRefusal(answer: Answer, status: number, code: string): void {
  expectSentence(answer)
  expect({ status: answer.status, code: answer.code, text: answer.text }).toMatchObject({ status, code })
}

/** 503, with when to try again. */
export function expectUnavailable(answer: Answer): void {
  expect(answer, answer.text).toMatchObject({ status: 503 })
  expectSentence(answer)
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
}
