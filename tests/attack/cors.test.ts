/** CORS: pages of the allowed origins may read answers, errors included; no other page, and never with credentials. */
import { gatewayPreflightHandler } from '@kachery-gateway/functions/handlers/gateway-preflight.ts'
import { describe, expect, it, vi } from 'vitest'
import { postEvent } from '../../packages/client/src/api-gateway-event.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { answerOf, attackGateway, context } from './handler.ts'

const gateway = attackGateway()
const preflight = gatewayPreflightHandler(() => gateway.gateway)
const find = { type: 'findFile', hashAlg: 'sha1', hash: sha1('x') }

async function answersTo(headers: Record<string, string>) {
  return {
    found: await gateway.ask(find, { headers }),
    refused: await gateway.ask({ type: 'nonsense' }, { headers }),
    preflight: answerOf(await preflight(postEvent(undefined, { headers }), context))
  }
}

describe('an origin', () => {
  it.each(['https://figurl.org', 'https://www.figurl.org', 'http://localhost:3000', 'http://localhost:3001'])(
    '%s may read answers, errors and their headers',
    async origin => {
      for (const [name, answer] of Object.entries(await answersTo({ origin }))) {
        expect(answer.headers['access-control-allow-origin'], name).toBe(origin)
        expect(answer.headers.vary).toBe('origin')
        expect(answer.headers['access-control-expose-headers']).toContain('x-error-code')
        expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
      }
    }
  )

  it.each([
    'https://evil.test',
    'null',
    '',
    '*',
    'http://figurl.org',
    'https://figurl.org.evil.test',
    'https://evilfigurl.org',
    'https://sub.figurl.org',
    'https://figurl.org:8443',
    'https://figurl.org/',
    'https://FIGURL.org',
    'https://figurl.org, https://evil.test',
    'https://figurl.org@evil.test',
    'http://localhost:3002',
    'http://127.0.0.1:3000',
    'constructor',
    '__proto__'
  ])('%j may not', async origin => {
    for (const [name, answer] of Object.entries(await answersTo({ origin }))) {
      expect(
        Object.keys(answer.headers).filter(header => header.startsWith('access-control-')),
        name
      ).toEqual([])
      expect(answer.headers.vary).toBe('origin')
    }
  })

  it('that is missing changes nothing for programs', async () => {
    const { found, refused } = await answersTo({})
    expect(found.status).toBe(200)
    expect(refused.status).toBe(400)
    expect(found.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('is found whatever the case of its header’s name', async () => {
    const { found } = await answersTo({ Origin: 'https://figurl.org' })
    expect(found.headers['access-control-allow-origin']).toBe('https://figurl.org')
  })
})

describe('a preflight', () => {
  it('allows POST with JSON, and touches no store', async () => {
    gateway.forget()
    const answer = answerOf(
      await preflight(postEvent(undefined, { headers: { origin: 'https://figurl.org' } }), context)
    )
    expect(answer).toMatchObject({ status: 204, text: '' })
    expect(answer.headers['access-control-allow-methods']).toBe('POST, OPTIONS')
    expect(answer.headers['access-control-allow-headers']).toBe('content-type')
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it('while the gateway cannot be made says so as any error', async () => {
    const line = vi.spyOn(console, 'error').mockReturnValue()
    const broken = gatewayPreflightHandler(() => Promise.reject(new Error('do-not-repeat')))
    const answer = answerOf(await broken(postEvent(undefined), context))
    expect(answer).toMatchObject({ status: 500, code: 'gateway.internal' })
    expect(answer.text).not.toContain('do-not-repeat')
    expect(line).toHaveBeenCalledTimes(1)
    line.mockRestore()
  })
})
