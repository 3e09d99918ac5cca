import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defined } from '@kachery-gateway/core/defined.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newClient } from '../../../core/testing/test-gateway.ts'
import { fakeServer } from '../../../leak-check/src/fake-servers.ts'
import { know } from '../../../leak-check/src/watch.ts'
import { testSite } from '../../testing/test-site.ts'
import { leastScore, recaptcha } from './captcha.ts'

/** Of reCAPTCHA, and what a person got for solving it. */
const secretKey = 'the-secret-key-of-recaptcha'
const token = 'token-of-a-person-by-recaptcha'

const good = { success: true, score: 0.9, action: 'register_client', hostname: 'gateway.test' }
let answer: { status: number; body: string }
let asked: URLSearchParams[] = []
const server = fakeServer(
  createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    asked.push(new URLSearchParams(text))
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
)
let verifyUrl = ''
beforeAll(async () => {
  know('reCAPTCHA secret', secretKey)
  know('reCAPTCHA token', token)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  verifyUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`
})
afterAll(() => {
  server.close()
})
beforeEach(() => {
  answer = { status: 200, body: JSON.stringify(good) }
  asked = []
})

const captcha = () => recaptcha({ siteKey: 'site-key', secretKey, hostnames: ['gateway.test'], verifyUrl })
const check = (given: string | undefined = token) => captcha().check(given, 'register_client')

describe('reCAPTCHA', () => {
  it('lets a person pass', async () => {
    await check()
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({ secret: secretKey, response: token })
  })

  it.each([
    ['no success', { success: false }],
    ['another action', { action: 'add_zone' }],
    ['a low score', { score: leastScore - 0.01 }],
    ['no score', { score: undefined }],
    ['a score above all', { score: 1.1 }],
    ['another host', { hostname: 'evil.example' }],
    ['nothing', { success: 'true' }]
  ])('refuses %s', async (_, more) => {
    answer.body = JSON.stringify({ ...good, ...more })
    await expect(check()).rejects.toMatchObject({ code: 'captcha.failed' })
  })

  it.each([undefined, '', 'a b', 'x'.repeat(5_000)])('refuses a token that is none without asking: %j', async given => {
    await expect(captcha().check(given, 'register_client')).rejects.toMatchObject({ code: 'captcha.failed' })
    expect(asked).toEqual([])
  })

  it.each([
    [500, '{}'],
    [200, 'no json']
  ])('fails closed where Google answers %d %s, and says nothing of what was sent', async (status, body) => {
    answer = { status, body }
    const error = await check('the-token').catch(error => error)
    expect(error).toMatchObject({ kind: 'unavailable' })
    expect(`${error.message} ${error.cause}`).not.toMatch(/the-token|secret-key/)
  })
})

describe('where its keys are set', () => {
  const register = async (captchaToken: string | undefined) => {
    const site = testSite({ captcha: captcha() })
    const { clientId, registrationSignature: signature } = newClient()
    const cookies = [await site.signIn('ann')]
    const body = { clientId, signature, label: 'x', ...defined({ captchaToken }) }
    const asked = await site.ask('POST /api/zones/default/clients', { cookies, body })
    return { site, status: asked.status, code: asked.json.code, cookies }
  }

  it('nobody registers a client without it, and with it one does', async () => {
    const { site, status, code } = await register(undefined)
    expect([status, code]).toEqual([403, 'captcha.failed'])
    expect((await site.registry.list({ kind: 'client', zone: 'default' }, { limit: 9 })).items).toEqual([])
    expect((await register(token)).status).toBe(200)
  })

  it('nobody adds a zone without it, and a token for one act is none for another', async () => {
    const { site, cookies } = await register(token)
    const add = (captchaToken: string) => site.ask('POST /api/zones', { cookies, body: { zone: 'ann', captchaToken } })
    expect((await add(token)).json.code).toBe('captcha.failed')
    answer.body = JSON.stringify({ ...good, action: 'add_zone' })
    expect((await add(token)).status).toBe(200)
  })

  it('the page is told the site key, never the secret one', async () => {
    const { site, cookies } = await register(token)
    const me = await site.ask('GET /api/me', { cookies })
    expect(me.json.captchaSiteKey).toBe('site-key')
    expect(me.text).not.toContain('secret-key')
  })
})
