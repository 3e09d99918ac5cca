import { errors, GatewayError } from '@kachery-gateway/core/errors.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { errorBoundary } from './error-boundary.ts'
import { failureAsText } from './failure.ts'
import { statusOf } from './status.ts'

async function answerTo(error: unknown) {
  const lines: unknown[][] = []
  const logger = loggerTo((...line) => void lines.push(line))
  const handler = errorBoundary({ audience: 'v1', form: failureAsText, logger: () => logger }, async () => {
    throw error
  })
  const event = { requestContext: { requestId: 'id-7' } } as unknown as APIGatewayProxyEventV2
  return { answer: await handler(event, {} as Context), lines }
}

describe('an error', () => {
  it('of ours becomes its sentence, its code and its status, and is no matter for operators', async () => {
    const { answer, lines } = await answerTo(errors.notUtf8())
    expect(answer).toEqual({
      statusCode: 400,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-error-code': 'request.not_utf8',
        'x-request-id': 'id-7'
      },
      body: 'The request body is not valid UTF-8 text.'
    })
    expect(lines).toEqual([])
  })

  it('of each kind has a status of its own, none of them a success', () => {
    // What is pending is unavailable to its caller, but no trouble of a store to operators.
    const { pending, ...others } = statusOf
    expect(pending).toBe(others.unavailable)
    const statuses = Object.values(others)
    expect(new Set(statuses).size).toBe(statuses.length)
    for (const status of statuses) expect(status).toBeGreaterThanOrEqual(400)
  })

  it('of a store is 503 with when to try again; operators are told why, clients are not', async () => {
    const { answer, lines } = await answerTo(errors.storeUnavailable('the bucket', new Error('socket hang up')))
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } })
    expect(answer.body).not.toContain('socket')
    expect(lines).toEqual([
      ['error', 'store.unavailable', expect.objectContaining({ requestId: 'id-7', cause: 'Error: socket hang up' })]
    ])
  })

  it.each([new TypeError('inside secret'), 'inside secret', undefined, null, { message: 'inside secret' }])(
    'that is none of ours says nothing of the inside: %j',
    async error => {
      const { answer, lines } = await answerTo(error)
      expect(answer).toMatchObject({ statusCode: 500, headers: { 'x-error-code': 'gateway.internal' } })
      expect(answer.body).toMatch(/^Something went wrong inside the gateway; [^\n]*id-7\.$/)
      expect(JSON.stringify(answer)).not.toContain('secret')
      expect(lines).toHaveLength(1)
    }
  )

  it('shows no character in a sentence that breaks a line or hides text', () => {
    const { message } = new GatewayError('invalid', 'x.y', 'a\r\nb\u202ec\u0007d\u2028e\ud800f')
    expect(message).toBe('a??b?c?d?e?f')
  })
})
