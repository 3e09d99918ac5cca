/** Whatever a function is invoked with, it answers, and lets in nobody without the secret. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FakeAws, originSecret } from '../../testing/fake-aws.ts'
import { httpEvent, lambdaContext, watched } from '../../testing/http-event.ts'
import { clientRoutes } from '../client-routes.ts'
import { httpFunction } from './http-function.ts'

const names = Object.keys(httpEvent('GET', '/'))
const path = fc.constantFrom('/api/gateway', '/api/health', '/', '', '//', '/api/gateway/../x', '/%', '/api/\u0000')
const method = fc.constantFrom('GET', 'POST', 'OPTIONS', 'HEAD', 'DELETE', '', 'get', '__proto__')

it('any JSON is answered with a status and a sentence', async () => {
  const aws = new FakeAws()
  const handler = watched(httpFunction('gateway', clientRoutes, aws.overrides))
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async raw => {
      const answer = await handler(raw, lambdaContext())
      expect(answer.statusCode).toBe(400)
    })
  )
  expect(aws.calls).toEqual([])
})

it('events with anything in place of any of their fields are answered, and nobody comes in without the secret', async () => {
  const aws = new FakeAws()
  const handler = watched(httpFunction('gateway', clientRoutes, aws.overrides))
  const odd = fc.dictionary(fc.constantFrom(...names), fc.jsonValue(), { maxKeys: 3 })
  await fc.assert(
    fc.asyncProperty(method, path, odd, fc.boolean(), async (verb, to, event, inside) => {
      const headers = inside ? {} : { 'x-origin-verify': `${originSecret} ` }
      const answer = await handler(httpEvent(verb, to, { headers, event }), lambdaContext())
      const status = answer.statusCode ?? 0
      expect(status).not.toBe(500)
      if (!inside || 'headers' in event) expect([400, 403]).toContain(status)
      else expect([204, 308, 400, 404, 405, 413]).toContain(status)
      expect(JSON.stringify(answer)).not.toContain(originSecret)
    }),
    { numRuns: 500 }
  )
  expect(aws.lines.join()).not.toContain(originSecret)
  // A preflight and a body that is none need no store.
  expect(aws.calls.map(({ action }) => action)).not.toContain('sts AssumeRole')
})
