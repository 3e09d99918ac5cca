/** Whoever registers a client or adds a zone shows to be human, where the gateway asks for it: in a real browser. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { contentSecurityPolicy } from '../../packages/web/src/content-security-policy.ts'
import { type FakeGoogle, meetGoogle, startFakeGoogle, type Visited } from './fake-google.ts'
import { openWholeGateway, signIn, type WholeGateway } from './whole-gateway.ts'

const right = { success: true, score: 0.9, hostname: '127.0.0.1' }
const refused = 'Google reCAPTCHA does not take this for a person’s request'
const notLoaded = 'Couldn’t load Google reCAPTCHA, which this gateway needs. Allow www.google.com and www.gstatic.com'

let google: FakeGoogle
let gateway: WholeGateway
/** The same without the keys. */
let plain: WholeGateway
beforeAll(async () => {
  google = await startFakeGoogle('the-secret-key')
  const keys = { RECAPTCHA_SITE_KEY: 'the-site-key', RECAPTCHA_SECRET_KEY: 'the-secret-key' }
  gateway = await openWholeGateway(keys, { verifyUrl: google.verifyUrl })
  plain = await openWholeGateway()
}, 90_000)
afterAll(async () => {
  await gateway?.close()
  await plain?.close()
  await google?.close()
})
beforeEach(() => {
  google.verdict = right
  google.asked.length = 0
})

interface Visit {
  page: Page
  visited: Visited
  client: KacheryClient
}

/** In front of the link that kachery-cloud-init printed. */
async function atLink(of: WholeGateway, name: string): Promise<Visit> {
  const page = await of.person()
  const visited = await meetGoogle(page)
  const client = new KacheryClient(of.url)
  await page.goto(client.registrationLink())
  await signIn(page, name)
  await page.getByRole('button', { name: 'Register client' }).waitFor()
  return { page, visited, client }
}

const register = ({ page }: Visit) => page.getByRole('button', { name: 'Register client' }).click()
const isRegistered = async ({ client }: Visit) =>
  (await client.request({ type: 'getClientInfo', clientId: client.clientId }, { unsigned: true })).json.found === true

const policyOf = async (of: WholeGateway, path: string) =>
  (await fetch(of.url + path, { headers: { accept: 'text/html' } })).headers.get('content-security-policy')

it('registering a client shows Google’s word for this act, and what Google needs is let in', async () => {
  const visit = await atLink(gateway, 'ann')
  expect(visit.visited.asked, 'before it is needed').toEqual([])
  await register(visit)
  await visit.page.getByText('Go back to your terminal').waitFor()
  expect(google.asked).toEqual(['the-site-key.register_client.made'])
  expect(visit.visited.asked).toEqual([
    'www.google.com/recaptcha/api.js',
    'www.gstatic.com/recaptcha/rest.js',
    'www.google.com/recaptcha/anchor',
    'www.google.com/recaptcha/reload'
  ])
  expect(await isRegistered(visit)).toBe(true)
  expect(gateway.troubles()).toEqual([])
})

it('adding a zone, and a client that is made in the browser, show it for theirs, by scripts that are loaded once', async () => {
  const page = await gateway.person()
  const visited = await meetGoogle(page)
  await page.goto(`${gateway.url}/account/zones`)
  await signIn(page, 'loren')
  await page.getByRole('button', { name: 'Add a zone' }).click()
  await page.getByRole('button', { name: 'Add zone' }).click()
  await page.getByText('Zone loren is added').waitFor()
  await page.getByRole('link', { name: 'Clients' }).click()
  await page.getByRole('button', { name: 'New client' }).click()
  await page.getByRole('button', { name: 'Make client' }).click()
  await page.getByText('Save the two key files').waitFor()
  expect(google.asked).toEqual(['the-site-key.add_zone.made', 'the-site-key.register_client.made'])
  expect(visited.asked.filter(asked => asked.endsWith('/api.js'))).toHaveLength(1)
  expect(gateway.troubles()).toEqual([])
})

it.each([
  ['a low score', { ...right, score: 0.4 }],
  ['another act’s token', { ...right, action: 'add_zone' }],
  ['another site’s token', { ...right, hostname: 'evil.example' }],
  ['no success', { ...right, success: false }]
])('%s: it is refused with its sentence, and nothing is registered', async (_, verdict) => {
  google.verdict = verdict
  const visit = await atLink(gateway, 'eve')
  await register(visit)
  await visit.page.getByText(refused).waitFor()
  expect(google.asked).toHaveLength(1)
  expect(await isRegistered(visit)).toBe(false)

  google.verdict = right
  await register(visit)
  await visit.page.getByText('Go back to your terminal').waitFor()
  expect(await isRegistered(visit)).toBe(true)
})

it('a zone is not added either where Google does not take one for a person', async () => {
  google.verdict = { ...right, score: 0.1 }
  const page = await gateway.person()
  await meetGoogle(page)
  await page.goto(`${gateway.url}/account/zones`)
  await signIn(page, 'robot')
  await page.getByRole('button', { name: 'Add a zone' }).click()
  await page.getByRole('button', { name: 'Add zone' }).click()
  await page.getByRole('dialog').getByText(refused).waitFor()
  expect(await gateway.gateway.registry.get({ kind: 'zone', id: 'robot' })).toBeUndefined()
})

it.each(['www.google.com', 'www.gstatic.com'])(
  'where %s is blocked, the page says what to allow and sends nothing; another try works once it is allowed',
  { timeout: 60_000 },
  async host => {
    const visit = await atLink(gateway, 'grace')
    const sent: string[] = []
    visit.page.on('request', request => {
      if (request.method() === 'POST' && request.url().endsWith('/clients')) sent.push(request.url())
    })
    visit.visited.blocked = host
    await register(visit)
    await visit.page.getByText(notLoaded).waitFor({ timeout: 30_000 })
    expect(sent).toEqual([])
    expect(google.asked).toEqual([])
    expect(await isRegistered(visit)).toBe(false)

    visit.visited.blocked = undefined
    await register(visit)
    await visit.page.getByText('Go back to your terminal').waitFor()
    expect(sent).toHaveLength(1)
  }
)

it('without its keys Google is never asked, and the policy names no host of Google’s', async () => {
  const visit = await atLink(plain, 'ann')
  await register(visit)
  await visit.page.getByText('Go back to your terminal').waitFor()
  expect(visit.visited.asked).toEqual([])
  expect(google.asked).toEqual([])
  for (const path of ['/', '/account', '/nowhere']) {
    expect(await policyOf(plain, path)).toBe(contentSecurityPolicy())
    expect(await policyOf(gateway, path)).toBe(contentSecurityPolicy({ recaptcha: true }))
  }
  expect(plain.troubles()).toEqual([])
})
