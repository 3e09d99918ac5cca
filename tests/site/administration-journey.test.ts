/**
 * What the administrators of a gateway and of a zone do, in real browsers against a whole gateway on this machine, with
 * a zone whose bucket is on another S3 server. It is one road: each test goes on where the one before ended.
 */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import { newPair, type OwnBucket, startOwnBucket } from './own-bucket.ts'
import { allowUpload, openWholeGateway, signIn, type WholeGateway } from './whole-gateway.ts'

/** Accounts and permissions are known for a minute, ms. */
const aMinute = { timeout: 75_000, interval: 500 }
const zone = 'lab7.default'
const bytes = Buffer.from('spikes in a bucket of our own')
const hash = sha1(bytes)

let gateway: WholeGateway
let bucket: OwnBucket
let client: KacheryClient
/** The gateway's administrator. */
let ada: Page
/** Whatever the API told the administrator. */
const told: string[] = []

beforeAll(async () => {
  gateway = await openWholeGateway({ ADMINISTRATORS: '["ada"]' })
  bucket = await startOwnBucket('lab7-files')
  client = new KacheryClient(gateway.url, { zone })
  ada = await gateway.person()
  ada.on('response', async answer => {
    if (answer.url().includes('/api/')) told.push(await answer.text().catch(() => ''))
  })
}, 90_000)
afterAll(async () => {
  await bucket?.close()
  await gateway?.close()
})

const recordOf = (id: string) => gateway.gateway.registry.get({ kind: 'zone', id })

/** As the page itself asks, with the session of whoever looks at it. */
async function api(page: Page, method: string, path: string): Promise<{ status: number; text: string }> {
  const headers = { origin: gateway.url }
  const answer = await page.request.fetch(`${gateway.url}${path}`, { method, headers })
  return { status: answer.status(), text: await answer.text() }
}

async function toGatewayPage(page: Page, name: string): Promise<void> {
  await page.goto(`${gateway.url}/gateway`)
  await page.getByRole('navigation', { name: 'Gateway administration' }).getByRole('link', { name }).click()
  await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor()
}

async function fill(dialog: Locator, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(value)
}

/** The line of a step that failed. */
const step = (dialog: Locator, name: string) => dialog.getByRole('listitem').filter({ hasText: `${name} failed` })

it('a zone whose bucket fails the test is not added: the page says which step failed and what to do', {
  timeout: 60_000
}, async () => {
  await ada.goto(gateway.url)
  await signIn(ada, 'ada')
  await toGatewayPage(ada, 'Zones')
  await ada.getByRole('button', { name: 'Add a zone' }).click()
  const dialog = ada.getByRole('dialog')
  const { accessKeyId, secretAccessKey } = bucket.pair()
  const attempt = async (fields: Record<string, string>, failed: string, advice: RegExp) => {
    await fill(dialog, fields)
    await dialog.getByRole('button', { name: 'Add zone' }).click()
    await step(dialog, failed).getByText(advice).waitFor()
    await dialog.getByText('so nothing was kept').waitFor()
    expect((await api(ada, 'GET', `/api/zones/${zone}`)).status).toBe(404)
    expect((await api(ada, 'GET', '/api/zones')).text).not.toContain(zone)
    expect(await recordOf(zone)).toBeUndefined()
  }
  const right = { Name: zone, Owner: 'ada', 'Access key id': accessKeyId, Endpoint: bucket.endpoint }
  await attempt(
    { ...right, Bucket: 's3://lab7-flies?region=us-east-1', 'Secret access key': secretAccessKey },
    'Write',
    /no bucket with this name; check the name/
  )
  await attempt({ Bucket: bucket.uri, 'Secret access key': 'mistyped' }, 'Write', /does not accept the credentials/)
  await fill(dialog, { 'Secret access key': secretAccessKey })
  await dialog.getByRole('button', { name: 'Add zone' }).click()
  await ada.getByText(`Zone ${zone} is added`).waitFor()
  await ada.getByRole('row').filter({ hasText: zone }).getByText('its own bucket').waitFor()
  expect(JSON.stringify(await recordOf(zone))).not.toContain(secretAccessKey)
})

it('a client of the zone stores and loads a file, whose bytes lie in that bucket', { timeout: 120_000 }, async () => {
  await ada.getByRole('link', { name: zone }).click()
  await ada.getByRole('link', { name: 'Access' }).click()
  await allowUpload(ada, 'ada')
  await ada.goto(client.registrationLink('rig 7'))
  await ada.getByRole('button', { name: 'Register client' }).click()
  await ada.getByText('Go back to your terminal').waitFor()
  const initiated = { type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: bytes.length }
  await expect.poll(async () => (await client.request(initiated)).status, aMinute).toBe(200)
  expect(await client.storeBytes(bytes)).toMatchObject({ hash, alreadyExists: false })
  expect(Buffer.from((await client.loadBytes(hash)) ?? [])).toEqual(bytes)
  const kept = await bucket.open().get(contentKey(hash), 1_000)
  expect(Buffer.from(kept?.bytes ?? [])).toEqual(bytes)
})

it('new credentials are kept only where the bucket takes them, and are in use from then on', {
  timeout: 120_000
}, async () => {
  const next = newPair()
  await toGatewayPage(ada, 'Zones')
  await ada.getByRole('button', { name: `New credentials for ${zone}` }).click()
  const dialog = ada.getByRole('dialog')
  const before = JSON.stringify(await recordOf(zone))
  await fill(dialog, {
    'Access key id': next.accessKeyId,
    'Secret access key': next.secretAccessKey,
    Endpoint: bucket.endpoint
  })
  await dialog.getByRole('button', { name: 'Test and replace' }).click()
  await step(dialog, 'Write').getByText('give them s3:PutObject').waitFor()
  expect(JSON.stringify(await recordOf(zone))).toBe(before)

  await bucket.replacePair(next)
  await dialog.getByRole('button', { name: 'Test and replace' }).click()
  await ada.getByText(`Zone ${zone} has new credentials`).waitFor()
  const more = Buffer.from('stored with the new ones')
  await expect.poll(() => client.storeBytes(more).then(() => true, String), aMinute).toBe(true)
  expect(await bucket.open().head(contentKey(sha1(more)))).toMatchObject({ size: more.length })
})

it('the Storage page tests the bucket, and says which web pages may use it', { timeout: 60_000 }, async () => {
  await ada.goto(`${gateway.url}/zone/${zone}/storage`)
  await ada.getByText(bucket.uri, { exact: true }).waitFor()
  await ada.getByRole('button', { name: 'Test the bucket' }).click()
  const card = ada.getByRole('region', { name: 'Connection test' })
  await card.getByText('The bucket does all that the gateway needs.').waitFor()
  await expect.poll(() => card.getByText('worked').count()).toBe(6)
  expect((await bucket.open().list('tests/', { limit: 9 })).items, 'the test leaves nothing behind').toEqual([])

  const [ours, others] = ['https://viewer.lab7.example', 'https://elsewhere.example']
  await ada.getByLabel('Origins, one a line').fill(`${ours}/page`)
  await ada.getByRole('button', { name: 'Add origins' }).click()
  await ada.getByText('is not a web origin; enter one like https://figurl.org.').waitFor()
  const as = (origin: string) => bucket.open().asBrowser(contentKey(hash), origin)
  expect((await as(others)).mayGet, 'as the bucket comes').toBe(true)
  await ada.getByLabel('Origins, one a line').fill(ours)
  await ada.getByRole('button', { name: 'Add origins' }).click()
  await ada.getByText('Changed the CORS rules').waitFor()
  expect((await as(others)).mayGet, 'its rule * is there still').toBe(true)
  await ada.getByRole('button', { name: 'Remove *' }).click()
  await expect.poll(async () => (await as(others)).mayGet).toBe(false)
  expect(await as(ours)).toMatchObject({ mayGet: true, mayPut: true })
  expect(await as(others)).toMatchObject({ mayGet: false, mayPut: false })
})

it('issue 13, number 23: a webhook is set, tested and removed, and its secret signs what it gets', {
  timeout: 60_000
}, async () => {
  const got: { headers: IncomingHttpHeaders; body: string }[] = []
  const server = createServer(async (request, response) => {
    got.push({ headers: request.headers, body: await text(request) })
    response.writeHead(got.length === 1 ? 500 : 204).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`

  await ada.goto(`${gateway.url}/zone/${zone}/storage`)
  const card = ada.getByRole('region', { name: 'Webhook' })
  await card.getByLabel('Address').fill('http://hooks.example.org/')
  await card.getByRole('button', { name: 'Set address' }).click()
  await card.getByText('it must begin with https://').waitFor()
  await card.getByLabel('Address').fill(`${origin}/kachery`)
  await card.getByRole('button', { name: 'Set address' }).click()
  const shown = ada.getByRole('region', { name: 'The webhook’s secret' })
  const secret = (await shown.locator('code').textContent()) ?? ''
  await shown.getByRole('button', { name: 'I have it' }).click()

  await card.getByRole('button', { name: 'Send a test' }).click()
  await card.locator('.verdict-line').getByText('It answered 500').waitFor()
  await card.getByRole('button', { name: 'Send a test' }).click()
  await card.getByText('once in 10 s').waitFor()
  const [{ headers, body } = { headers: {}, body: '' }] = got
  const signed = `${headers['x-kachery-timestamp']}.${body}`
  expect(headers['x-kachery-signature']).toBe(`sha256=${createHmac('sha256', secret).update(signed).digest('hex')}`)
  expect(JSON.parse(body)).toMatchObject({ event: 'test', zone, gateway: gateway.url })

  await ada.reload()
  await card.getByText('Not delivered').waitFor()
  expect(await ada.content()).not.toContain(secret)
  await card.getByRole('button', { name: 'Remove webhook' }).click()
  await ada.getByRole('alertdialog').getByRole('button', { name: 'Remove webhook' }).click()
  await card.getByLabel('Address').waitFor()
  expect(got).toHaveLength(1)
})

it('issue 13, number 23: the gateway’s administrator has its databases tested', { timeout: 60_000 }, async () => {
  await ada.goto(`${gateway.url}/gateway`)
  const card = ada.getByRole('region', { name: 'Databases' })
  await card.getByRole('button', { name: 'Test the databases' }).click()
  for (const name of ['Registry works', 'Ephemeral database works']) await card.getByRole('heading', { name }).waitFor()
  await expect.poll(() => card.getByText(/Write \d+ ms, Read \d+ ms, Remove \d+ ms/).count()).toBe(2)
  expect(await gateway.gateway.registry.get({ kind: 'job', id: 'database-test' })).toBeUndefined()
})

it('marked as scratch, the zone takes uploads of anyone within its limits, and says the number beyond them', {
  timeout: 60_000
}, async () => {
  const anyone = new KacheryClient(gateway.url, { zone })
  const begin = (size: number) => {
    const upload = { type: 'initiateFileUpload', hashAlg: 'sha1', hash: sha1(`scratch ${size}`), size }
    return anyone.request(upload, { unsigned: true })
  }
  expect((await begin(1)).status).toBe(403)

  await toGatewayPage(ada, 'Zones')
  await ada.getByRole('button', { name: `Make public scratch space… of ${zone}` }).click()
  const dialog = ada.getByRole('dialog')
  await fill(dialog, { 'Largest file, MB': '2', 'Files a day': '0' })
  await dialog.getByRole('button', { name: 'Make it scratch' }).click()
  await dialog.getByText('A whole number from 1 to 1,000,000.').waitFor()
  await fill(dialog, { 'Files a day': '2' })
  await dialog.getByRole('button', { name: 'Make it scratch' }).click()
  await dialog.getByText('0 files (0 B) of them are deleted').waitFor()
  await dialog.getByRole('button', { name: 'Make it scratch' }).click()
  await fill(dialog, { [`Type ${zone} to confirm`]: zone })
  await dialog.getByRole('button', { name: 'Make it scratch' }).click()
  await ada.getByText(`Zone ${zone} is now scratch`).waitFor()

  const small = Buffer.from('from anyone')
  const given = await begin(small.length)
  expect(given.status).toBe(200)
  expect((await anyone.put(String(given.json.signedUploadUrl), small)).status).toBe(200)
  expect(await begin(2_000_001)).toMatchObject({ status: 413, text: expect.stringContaining('2,000,000 bytes') })
  expect((await begin(2_000_000)).status).toBe(200)
  expect(await begin(3)).toMatchObject({ status: 429, text: expect.stringContaining('2 files') })

  await ada.getByRole('button', { name: `Make public scratch space… of ${zone}` }).click()
  await dialog.getByRole('button', { name: 'No longer scratch' }).click()
  await ada.getByText(`Zone ${zone} is no longer scratch`).waitFor()
  expect((await begin(4)).status).toBe(403)
})

it('handed over, the zone is another’s, who sees it and administers it', { timeout: 120_000 }, async () => {
  const bob = await gateway.person()
  await bob.goto(`${gateway.url}/zone/${zone}/access`)
  await signIn(bob, 'bob')
  await bob.getByText('You don’t administer this zone').waitFor()
  expect((await api(bob, 'POST', `/api/zones/${zone}/connection-test`)).status).toBe(403)

  await toGatewayPage(ada, 'Zones')
  await ada.getByRole('button', { name: `Transfer ownership of ${zone}` }).click()
  const dialog = ada.getByRole('dialog')
  await fill(dialog, { 'New owner': 'bob' })
  await dialog.getByRole('button', { name: 'Look up' }).click()
  await dialog.getByRole('button', { name: 'Transfer ownership' }).click()
  await ada.getByText(`bob owns zone ${zone} now`).waitFor()

  await bob.goto(gateway.url)
  await bob.getByRole('table', { name: 'My zones' }).getByRole('link', { name: zone }).click()
  await bob.getByRole('link', { name: 'Access' }).click()
  await allowUpload(bob, 'carol')
  await bob.goto(`${gateway.url}/gateway/zones`)
  await bob.getByText('You don’t administer this gateway').waitFor()
  expect((await api(bob, 'DELETE', `/api/zones/${zone}`)).status, 'it has files').toBe(409)
})

it('who signed in is listed, and a login is freed after a question', { timeout: 60_000 }, async () => {
  const carol = await gateway.person()
  await carol.goto(`${gateway.url}/account`)
  await signIn(carol, 'carol')
  await toGatewayPage(ada, 'Users')
  const rows = ada.getByRole('table', { name: 'Users of this gateway' }).getByRole('row')
  for (const name of ['ada', 'bob', 'carol']) await rows.filter({ hasText: `local:${name}` }).waitFor()

  const binding = () => gateway.gateway.registry.get({ kind: 'login', id: 'carol' })
  expect(await binding()).toMatchObject({ state: 'present', value: { accountId: 'local:carol' } })
  await ada.getByRole('button', { name: 'Release login carol' }).click()
  const question = ada.getByRole('alertdialog')
  await question.getByText('local:carol').waitFor()
  await question.getByText('The next account that signs in with this login gets it').waitFor()
  expect(await binding(), 'nothing is done before').toMatchObject({ state: 'present' })
  await question.getByRole('button', { name: 'Release login' }).click()
  await ada.getByText('carol is free').waitFor()
  expect(await binding()).toMatchObject({ state: 'removed' })
})

it('a job is run, and what it did is shown', { timeout: 60_000 }, async () => {
  await toGatewayPage(ada, 'Jobs')
  const job = ada.getByRole('row', { name: 'Check zones' })
  await job.getByRole('button', { name: 'Run now: Check zones' }).click()
  await ada.getByText('Check zones: begun').waitFor()
  await job.getByText('Done', { exact: true }).waitFor({ timeout: 45_000 })
  await job.getByText(/2 zones/).waitFor()
  await ada.goto(`${gateway.url}/zone/${zone}`)
  await ada
    .getByRole('region', { name: 'Health' })
    .getByText(/^Work(s|ing)/)
    .first()
    .waitFor()
})

it('the configuration says what the gateway was told, and no answer has a secret in it', {
  timeout: 60_000
}, async () => {
  await toGatewayPage(ada, 'Configuration')
  await ada.getByText('kept encrypted').waitFor()
  const shown = await ada.content()
  expect(shown).toContain('local://files')
  const keys = join(gateway.directory, 'keys')
  const kept = await Promise.all((await readdir(keys)).map(name => readFile(join(keys, name), 'utf8')))
  const secrets = [
    ...kept.map(text => text.trim()),
    ...bucket.pairs.flatMap(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey])
  ]
  expect(secrets.length).toBeGreaterThanOrEqual(7)
  expect(told.length).toBeGreaterThan(20)
  for (const secret of secrets) expect([shown, ...told].filter(text => text.includes(secret))).toEqual([])
})

it('a zone that is removed is gone from the gateway, and its bucket is as it was', { timeout: 60_000 }, async () => {
  const before = await bucket.open().list('', { limit: 200 })
  await toGatewayPage(ada, 'Zones')
  await ada.getByRole('button', { name: `Remove ${zone}` }).click()
  const question = ada.getByRole('alertdialog')
  await question.getByText('nobody can store, find or load files').waitFor()
  await question.getByText('The bucket stays as it is').waitFor()
  expect(await recordOf(zone), 'nothing is done before').toMatchObject({ state: 'present' })
  await question.getByRole('button', { name: 'Remove zone' }).click()
  await question.getByText(new RegExp(`${zone} has \\d+ files?`)).waitFor()
  await fill(question, { [`Type ${zone} to confirm`]: zone })
  await question.getByRole('button', { name: 'Remove zone' }).click()
  await ada.getByText(`Removed zone ${zone}`).waitFor()
  await ada.getByRole('link', { name: zone }).waitFor({ state: 'detached' })

  expect(await recordOf(zone)).toMatchObject({ state: 'removed' })
  expect((await api(ada, 'GET', `/api/zones/${zone}`)).status).toBe(404)
  const found = await client.request({ type: 'findFile', hashAlg: 'sha1', hash })
  expect(found).toMatchObject({ status: 404, code: 'zone.not_found' })
  expect(before.items.map(({ key }) => key)).toContain(contentKey(hash))
  expect(await bucket.open().list('', { limit: 200 })).toEqual(before)
})

it('nothing went wrong in any of these browsers', () => {
  expect(gateway.troubles()).toEqual([])
})
