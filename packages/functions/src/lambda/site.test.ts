/** What the function of the site answers: health, and what no route is for. */
import { version } from '@kachery-gateway/core/version.ts'
import { describe, expect, it } from 'vitest'
import { FakeAws, originSecret, publicUrl } from '../../testing/fake-aws.ts'
import { httpEvent, lambdaContext, watched } from '../../testing/http-event.ts'
import { routes } from '../routes.ts'
import { httpFunction } from './http-function.ts'
import { runningGateway } from './running-gateway.ts'

function fixture() {
  const aws = new FakeAws()
  const handler = watched(httpFunction('site', routes, aws.overrides))
  const health = async () => {
    const answer = await handler(httpEvent('GET', '/api/health'), lambdaContext())
    expect(answer.statusCode).toBe(200)
    for (const hidden of [originSecret, publicUrl, 'do-not-repeat']) expect(answer.body).not.toContain(hidden)
    return JSON.parse(answer.body ?? '')
  }
  return { aws, handler, health }
}
const complete = {
  MONGO_URI: 'mongodb://user:do-not-repeat@host/',
  GITHUB_CLIENT_ID: 'Iv1.do-not-repeat',
  GITHUB_CLIENT_SECRET: 'do-not-repeat'
}

describe('/api/health of a deployed gateway', () => {
  it('is just ok where nothing is missing, and asks for nothing but the secrets', async () => {
    const { aws, health } = fixture()
    for (const [name, value] of Object.entries(complete)) aws.set(name, value)
    expect(await health()).toEqual({ status: 'ok', version })
    expect(await health()).toEqual({ status: 'ok', version })
    expect(aws.calls.map(({ action }) => action).sort()).toEqual(['s3 GetObject', 'ssm GetParameters'])
  })

  it('says of a first deployment what is missing, what that means, and what to do', async () => {
    const { health } = fixture()
    const { status, missing, wrong } = await health()
    expect([status, wrong]).toEqual(['ok', undefined])
    expect(missing).toEqual([
      {
        name: 'GITHUB_CLIENT_ID',
        consequence: 'nobody can sign in',
        remedy: 'npm run setup -- --stage test'
      },
      {
        name: 'GITHUB_CLIENT_SECRET',
        consequence: 'nobody can sign in',
        remedy: expect.stringContaining('--stage test')
      }
    ])
  })

  it('says what is wrong by name, without the value and without names of zones', async () => {
    const { aws, health } = fixture()
    for (const [name, value] of Object.entries(complete)) aws.set(name, value)
    aws.set('MONGO_URI', 'do-not-repeat')
    aws.gatewayConfig = 'zones:\n  - name: private-lab\n  - name: other\n    bucketUri: do-not-repeat'
    const { missing, wrong } = await health()
    expect(missing).toBeUndefined()
    expect(wrong).toEqual([
      { name: 'GATEWAY_CONFIG', problem: expect.stringMatching(/^it has \d mistakes; the log says where$/) },
      { name: 'MONGO_URI', problem: expect.stringMatching(/^must be mongodb/) }
    ])
    expect(JSON.stringify(wrong)).not.toContain('private-lab')
  })

  it('tells a secret that is there from its other half that is not', async () => {
    const { aws, health } = fixture()
    for (const [name, value] of Object.entries(complete)) aws.set(name, value)
    aws.set('GITHUB_CLIENT_SECRET', undefined)
    expect(await health()).toMatchObject({ missing: [{ name: 'GITHUB_CLIENT_SECRET' }] })
    aws.time += 300_000
    aws.set('GITHUB_CLIENT_SECRET', ' ')
    expect(await health()).toMatchObject({ missing: [{ name: 'GITHUB_CLIENT_SECRET' }] })
  })

  it('notices within 5 min that a secret was set', async () => {
    const { aws, health } = fixture()
    expect((await health()).missing).toHaveLength(2)
    for (const [name, value] of Object.entries(complete)) aws.set(name, value)
    aws.time += 270_000
    expect(await health()).toEqual({ status: 'ok', version })
  })

  it('notices within seconds that somebody set up signing in, and asks no more often after that', async () => {
    const { aws, health } = fixture()
    expect((await health()).missing).toHaveLength(2)
    for (const [name, value] of Object.entries(complete)) aws.set(name, value)
    aws.time += 15_000
    expect(await health()).toEqual({ status: 'ok', version })
    aws.time += 260_000
    await health()
    expect(aws.count('ssm GetParameters')).toBe(2)
  })

  it('answers HEAD without a body, and 503 with a sentence while no secrets can be read', async () => {
    const { aws, handler } = fixture()
    aws.failing.set('ssm GetParameters', 403)
    const refused = await handler(httpEvent('GET', '/api/health'), lambdaContext())
    expect(refused).toMatchObject({ statusCode: 503, headers: { 'x-error-code': 'gateway.secrets_unread' } })
    aws.failing.clear()
    const head = await handler(httpEvent('HEAD', '/api/health', { routeKey: '$default' }), lambdaContext())
    expect(head).toMatchObject({ statusCode: 200, body: '' })
  })
})

describe('the function of the site', () => {
  it('keeps a GitHub app where it reads it: encrypted, the id last, and says nothing where AWS refuses', async () => {
    const aws = new FakeAws()
    aws.parameters.set('/kachery-gateway/test/keys/SESSION_KEY', 'a'.repeat(64))
    const { gateway } = await runningGateway('site', aws.overrides).lease()
    const setup = (await gateway.site?.())?.signInSetup
    await setup?.keep({ clientId: 'Iv1.do-not-repeat', clientSecret: 'do-not-repeat' })
    const [Type, Overwrite, prefix] = ['SecureString', true, '/sst/kachery-gateway/test/Secret/']
    expect(aws.bodiesOf('ssm PutParameter')).toEqual([
      { Name: `${prefix}GITHUB_CLIENT_SECRET/value`, Value: 'do-not-repeat', Type, Overwrite },
      { Name: `${prefix}GITHUB_CLIENT_ID/value`, Value: 'Iv1.do-not-repeat', Type, Overwrite }
    ])
    aws.failing.set('ssm PutParameter', 400)
    const refused = setup?.keep({ clientId: 'other', clientSecret: 'do-not-repeat' })
    await expect(refused).rejects.toThrow(/^ssm PutParameter: status 400 Failure$/)
  })

  it('answers in words what no route is for, other functions’ routes too', async () => {
    const { handler } = fixture()
    for (const [method, path] of [
      ['GET', '/api/nothing'],
      ['POST', '/api/gateway'],
      ['DELETE', '/']
    ] as const) {
      const answer = await handler(httpEvent(method, path, { routeKey: '$default' }), lambdaContext())
      expect(answer).toMatchObject({ statusCode: 404, body: `There's nothing at ${method} ${path}.` })
    }
  })

  it('says which methods a path has', async () => {
    const { handler } = fixture()
    const answer = await handler(httpEvent('OPTIONS', '/api/health', { routeKey: '$default' }), lambdaContext())
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } })
  })
})
