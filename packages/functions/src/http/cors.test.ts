import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { defaultAllowedOrigins, preflight } from './cors.ts'

const ask = (origin: string | undefined, allowed: readonly string[] = defaultAllowedOrigins) => {
  const headers = origin === undefined ? {} : { origin }
  return preflight({ headers } as unknown as APIGatewayProxyEventV2, allowed)
}

describe('a preflight', () => {
  it('from an allowed origin says what its page may send', () => {
    expect(ask('https://figurl.org')).toEqual({
      statusCode: 204,
      headers: {
        vary: 'origin',
        'access-control-allow-origin': 'https://figurl.org',
        'access-control-expose-headers': 'x-error-code, x-request-id, x-previous-failure, retry-after',
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '7200'
      }
    })
  })

  it.each([undefined, '', 'null', 'https://figurl.org.evil.test', 'https://evil.test', '*'])(
    'from %s says nothing',
    origin => {
      expect(ask(origin)).toEqual({ statusCode: 204, headers: { vary: 'origin' } })
    }
  )

  it('goes by the origins that are configured, and a star among them is no wildcard', () => {
    expect(ask('https://lab.test', ['https://lab.test']).headers).toHaveProperty('access-control-allow-origin')
    expect(ask('https://figurl.org', ['https://lab.test']).headers).toEqual({ vary: 'origin' })
    expect(ask('https://evil.test', ['*']).headers).toEqual({ vary: 'origin' })
    expect(ask('https://figurl.org', []).headers).toEqual({ vary: 'origin' })
  })
})
