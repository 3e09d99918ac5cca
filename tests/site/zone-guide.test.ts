/** Issue 13: docs/zone-admin.md followed literally, at a whole gateway: each step by the name that the guide gives it. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import type { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import { SecondWireClient } from '../../packages/client/src/v2.ts'
import { fakeServer } from '../../packages/leak-check/src/fake-servers.ts'
import { openWholeGateway, signIn, type WholeGateway } from './whole-gateway.ts'

const guide = readFileSync(new URL('../../docs/zone-admin.md', import.meta.url), 'utf8').replace(/\s+/g, ' ')

const followed = new Set<string>()

/** What the guide prints bold. */
function named(name: string): string {
  followed.add(name)
  expect(guide, 'the guide gives this name').toContain(`**${name}**`)
  return name
}

let gateway: WholeGateway
let ada: Page
let bob: Page
let rig: KacheryClient
const hook = fakeServer(
  createServer(async (request, response) => {
    got.push({ headers: request.headers, body: await text(request) })
    response.writeHead(204).end()
  })
)
const got: { headers: IncomingHttpHeaders; body: string }[] = []
beforeAll(async () => {
  gateway = await openWholeGateway({ ADMINISTRATORS: 'ada' })
  ada = await gateway.person()
  bob = await gateway.person()
  rig = new KacheryClient(gateway.url)
}, 90_000)
afterAll(async () => {
  hook.close()
  await gateway?.close()
})

const bytes = Buffer.from('what the rig recorded')
/** What a change takes at most, and a little. */
const aMinute = { timeout: 70_000, interval: 250 }
const tab = (name: string) => ada.getByRole('navigation').getByRole('link', { name: named(name), exact: true })
const heading = (name: string) => ada.getByRole('heading', { name, exact: true })
const press = (name: string, on: Page | Locator = ada) => on.getByRole('button', { name: named(name) }).click()
const right = (name: string) => ada.getByRole('switch', { name, exact: true })
const job = (name: JobName) => runJob(gateway.gateway, name, { timeLeft: () => 60_000 })
const upload = (content: string) =>
  rig.request({ type: 'initiateFileUpload', hashAlg: 'sha1', hash: sha1(content), size: content.length })
const saved = async (act: () => Promise<void>) => {
  const [download] = await Promise.all([ada.waitForEvent('download'), act()])
  return readFile(await download.path(), 'utf8')
}

it('the zone’s page, and its older address', async () => {
  await ada.goto(`${gateway.url}/admin?zone=default`)
  await ada.waitForURL(`${gateway.url}/zone/default`)
  await signIn(ada, 'ada')
  await tab('Access').waitFor()
})

it('let a colleague upload', { timeout: 120_000 }, async () => {
  await tab('Access').click()
  await ada.getByLabel(named('Add users')).fill('bob')
  await ada.keyboard.press('Enter')
  for (const name of ['Upload', 'Download', 'Admin'])
    await ada.getByRole('switch', { name: `${named(name)} for bob` }).waitFor()
  expect(await right('Upload for bob').isChecked()).toBe(true)
  expect(await right('Admin for bob').isChecked()).toBe(false)
  expect((await upload('too early')).status, 'no client of anybody').toBe(403)
  await bob.goto(rig.registrationLink('the rig'))
  await signIn(bob, 'bob')
  await bob.getByRole('button', { name: 'Register client' }).click()
  await bob.getByText('Go back to your terminal').waitFor()
  await expect.poll(() => rig.storeBytes(bytes).then(() => true, String), aMinute).toBe(true)
  expect(Buffer.from((await rig.loadBytes(sha1(bytes))) ?? [])).toEqual(bytes)
})

it('access for everybody, and the file', { timeout: 180_000 }, async () => {
  // Public download: anyone who has the URI may load; off, users with Download alone.
  const anyone = new KacheryClient(gateway.url)
  const load = () => anyone.loadBytes(sha1(bytes), { unsigned: true }).then(found => found !== undefined)
  expect(await load()).toBe(true)
  await right(named('Public download')).press('Space')
  await expect.poll(() => load().catch(() => false), aMinute).toBe(false)
  expect(Buffer.from((await rig.loadBytes(sha1(bytes))) ?? [])).toEqual(bytes)
  await right(named('Public upload')).waitFor()
  await ada.getByRole('button', { name: named('Give files readers') }).waitFor()

  // The file: comments stay, a mistake is shown at its line and is not saved.
  await ada.getByRole('radio', { name: named('File') }).check({ force: true })
  const editor = ada.getByRole('textbox', { name: /Settings file/ })
  const type = async (yaml: string) => {
    await editor.click()
    await ada.keyboard.press('ControlOrMeta+a')
    await ada.keyboard.insertText(yaml)
  }
  const settings = (downloads: string) =>
    `# Ask Bob before you change this.\nallowPublicUpload: false\nallowPublicDownload: ${downloads}\nauthorizedUsers:\n  - { userId: bob, upload: true, download: true }\n`
  await type(settings('maybe'))
  await ada.getByText('Line 3: allowPublicDownload is true or false').waitFor()
  await ada.getByRole('button', { name: 'Save' }).click()
  await type(settings('true'))
  await ada.getByText('Not saved yet.').waitFor()
  await ada.getByRole('button', { name: 'Save' }).click()
  await ada.getByText('Saved.', { exact: true }).waitFor()
  await expect.poll(load, aMinute).toBe(true)

  // Somebody else changes it meanwhile: nothing is overwritten.
  const other = await ada.context().newPage()
  await other.goto(`${gateway.url}/zone/default/access`)
  await other.getByRole('switch', { name: 'Admin for bob' }).press('Space')
  const there = async () => (await other.request.get(`${gateway.url}/api/zones/default/settings`)).text()
  await expect.poll(there).toContain('admin: true')
  await type(settings('true').replace('Bob', 'Ada'))
  await ada.getByRole('button', { name: 'Save' }).click()
  await ada.getByText('Not saved: somebody else changed the file').waitFor()
  await ada.getByRole('button', { name: 'Keep theirs, drop my changes' }).click()
  await ada.getByText('# Ask Bob').waitFor()
  await ada.getByText('admin: true').waitFor()
  await other.close()
})

it('an API key, under My account', { timeout: 60_000 }, async () => {
  await bob.goto(gateway.url)
  await bob.getByRole('button', { name: /^bob/ }).click()
  await bob.getByRole('menuitem', { name: named('My account') }).click()
  const pages = bob.getByRole('navigation', { name: 'My account' })
  await pages.getByRole('link', { name: 'API keys' }).click()
  await press('New API key', bob)
  const dialog = bob.getByRole('dialog')
  await dialog.getByLabel('Name').fill('nightly')
  await dialog.getByLabel('Can').selectOption('Download only')
  await dialog.getByLabel('Zone').fill('default')
  await dialog.getByLabel('Ends').selectOption('In 30 days')
  await dialog.getByRole('button', { name: 'Make API key' }).click()
  const shown = (await bob.getByRole('region', { name: 'Your new API key' }).locator('code').last().textContent()) ?? ''
  const [, key = ''] = /KACHERY_API_KEY=(\S+)/.exec(shown) ?? []
  const program = new SecondWireClient(gateway.url, 'default', key)
  expect(Buffer.from((await program.loadBytes(sha1(bytes))) ?? [])).toEqual(bytes)
  expect((await program.initiate(Buffer.from('more'))).status, 'it may download alone').toBe(403)
  await bob.reload()
  const row = bob.getByRole('row', { name: /nightly/ })
  await expect.poll(() => row.innerText()).not.toContain('Not yet')
})

it('usage, counted by a job', { timeout: 60_000 }, async () => {
  for (const name of ['archive-logs', 'count-usage', 'sweep'] as const)
    expect(await job(name)).toMatchObject({ outcome: 'done' })
  await tab('Usage').click()
  // The overview asked a moment ago, when nothing was counted.
  await ada.waitForURL(/usage/)
  await ada.reload()
  await heading(named('Stored')).waitFor()
  await ada.getByRole('button', { name: /the rig of bob/ }).click()
  await ada.getByText('alone').waitFor()
  const byDay = await saved(() => press('CSV by day'))
  expect(byDay).toMatch(/^date,/)
  expect(byDay.trim().split('\n')).toHaveLength(31)
  const byClient = await saved(() => press('CSV by client'))
  expect(byClient).toContain(rig.clientId)
  await press('Set a price')
  await ada.getByRole('dialog').getByLabel('Price').fill('0.023')
  await ada.getByRole('dialog').getByRole('button', { name: 'Set price' }).click()
  await ada.getByText('at 0.023 USD for a GB and month').waitFor()
  await ada.getByText('1 file, 21 B').waitFor()
  await ada.getByRole('button', { name: 'Show all clients' }).click()
  await ada.getByRole('radio', { name: 'All' }).check({ force: true })
  await ada.waitForURL(/days=all/)
  await heading('By day').waitFor()
})

it('activity, filtered and undone', { timeout: 90_000 }, async () => {
  await tab('Activity').click()
  const list = ada.getByRole('list', { name: 'Activity in zone default' })
  await ada.getByLabel('Kind').selectOption({ label: 'Uploads completed' })
  await list.getByText('the rig').first().waitFor()
  await ada.getByLabel('Kind').selectOption({ label: 'Everything' })
  for (const word of ['bob', 'the rig', `sha1://${sha1(bytes)}`]) {
    await ada.getByRole('searchbox').fill(word)
    await list.getByText('the rig').first().waitFor()
  }
  await ada.getByRole('searchbox').fill('nobody at all')
  await ada.getByText(/No matches/).waitFor()
  await ada.getByRole('searchbox').fill('')
  const change = list.getByRole('listitem').filter({ hasText: 'Public download: on → off' }).first()
  await change.getByRole('button', { name: named('Undo this change') }).click()
  await ada.getByText('Restored the settings').waitFor()
})

it('storage, and a webhook whose messages are the gateway’s', { timeout: 90_000 }, async () => {
  await tab('Storage').click()
  await heading(named('Connection test')).waitFor()
  await ada.getByRole('button', { name: 'Test the bucket' }).click()
  await ada.getByText('The bucket does all that the gateway needs.').waitFor()
  await heading(named('Web pages that use the files')).waitFor()
  const card = ada.getByRole('region', { name: named('Webhook') })
  hook.listen(0, '127.0.0.1')
  await once(hook, 'listening')
  const address = hook.address()
  await card.getByLabel('Address').fill(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`)
  await card.getByRole('button', { name: 'Set address' }).click()
  const shown = ada.getByRole('region', { name: 'The webhook’s secret' })
  const secret = (await shown.locator('code').textContent()) ?? ''
  await shown.getByRole('button', { name: 'I have it' }).click()
  await press('Send a test', card)
  await card.getByText('The test was taken: it answered 204').waitFor()
  const [{ headers, body } = { headers: {}, body: '' }] = got
  const signed = createHmac('sha256', secret).update(`${headers['x-kachery-timestamp']}.${body}`).digest('hex')
  expect(headers['x-kachery-signature']).toBe(`sha256=${signed}`)
})

it('clients and resources', { timeout: 120_000 }, async () => {
  await tab('Clients').click()
  await ada.getByRole('searchbox').fill('rig')
  const row = ada.getByRole('row', { name: /the rig/ })
  await row.getByRole('button', { name: 'Remove the rig' }).click()
  await ada.getByRole('alertdialog').getByRole('button', { name: 'Remove client' }).click()
  await ada.getByText('the rig is removed').waitFor()
  await expect.poll(async () => (await upload('too late')).status, aMinute).not.toBe(200)
  const anyone = new KacheryClient(gateway.url)
  expect(await anyone.loadBytes(sha1(bytes), { unsigned: true }), 'its files stay').toBeDefined()
  await tab('Resources').click()
  await ada.getByText('No resources yet').waitFor()
})

it('one’s own zones are renamed and removed on their Overview', { timeout: 60_000 }, async () => {
  await bob.goto(gateway.url)
  await bob.getByRole('button', { name: 'Add a zone' }).click()
  await bob.keyboard.press('Enter')
  await bob.getByText('Zone bob is added').waitFor()
  await bob.goto(`${gateway.url}/zone/bob`)
  await bob
    .getByRole('navigation')
    .getByRole('link', { name: named('Overview') })
    .waitFor()
  await bob.getByRole('button', { name: 'Rename zone' }).click()
  await bob.getByRole('dialog').getByLabel('New name').fill('bob.rigs')
  await bob.getByRole('dialog').getByRole('button', { name: 'Rename zone' }).click()
  await bob.waitForURL(`${gateway.url}/zone/bob.rigs`)
  await bob.getByRole('button', { name: 'Remove zone' }).click()
  await bob.getByRole('alertdialog').getByRole('button', { name: 'Remove zone' }).click()
  await bob.getByText('Removed zone bob.rigs').waitFor()
})

it('what only gateway administrators do is in the menu at the top right', { timeout: 60_000 }, async () => {
  await ada.getByRole('button', { name: /^ada/ }).click()
  await ada.getByRole('menuitem', { name: named('Gateway administration') }).click()
  await ada.getByRole('navigation', { name: 'Gateway administration' }).waitFor()
  expect(gateway.troubles()).toEqual([])
})

it('no name of the guide was passed over', () => {
  const bold = [...guide.matchAll(/\*\*(.+?)\*\*/g)].map(([, name = '']) => name)
  // Words and operations; share-journey.test.ts has what a zone with readers has.
  const readers = ['share link', 'Files', 'My files', 'Change readers', 'Share by link', 'Revoke']
  // upload-journey.test.ts has these.
  const uploads = ['Choose files', 'Choose a folder', 'Cancel', 'Try again']
  // github.test.ts has these.
  const teams = ['Signing out', 'Share my GitHub teams', 'Forget my GitHub teams']
  const others = ['API key', 'deleteFile', 'scratch zone', ...readers, ...uploads, ...teams]
  expect(bold.filter(name => !followed.has(name) && !others.includes(name))).toEqual([])
})
