/**
 * An embargo in real browsers on real stores: a file is private until a minute that its owner says, a reviewer without an
 * account reads it by a link that ends, and from that minute on anyone does.
 */
import { readFile } from 'node:fs/promises'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as driver, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import { localSite, registerLocally } from '../../packages/client/src/register-locally.ts'
import { type SiteVisitor, signIn as visit } from '../../packages/client/src/site-visitor.ts'
import { builtSite } from '../../scripts/built-site.ts'
import { type RealGateway, startRealGateway } from '../gateway-process/real-gateway.ts'
import { signIn } from '../site/whole-gateway.ts'

let gateway: RealGateway
let browser: Browser
beforeAll(async () => {
  builtSite()
  gateway = await startRealGateway()
  browser = await driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await gateway?.close()
})

async function person(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' })
  context.setDefaultTimeout(30_000)
  return context.newPage()
}

/** What a browser downloads where it is led; undefined: it is led to sign in. */
async function downloaded(page: Page, address: string): Promise<Buffer | undefined> {
  const download = page.waitForEvent('download').catch(() => undefined)
  // Where a download begins, the browser stays on the page that it was on.
  const arrived = await page.goto(address).then(
    () => true,
    () => false
  )
  if (arrived) return undefined
  const path = await (await download)?.path()
  return path === undefined ? undefined : readFile(path)
}

it('ends at its minute, and the link of a reviewer at its own', { timeout: 240_000 }, async () => {
  const { url } = gateway.process
  const bytes = Buffer.from('spikes under embargo')
  const hash = sha1(bytes)
  const administrator: SiteVisitor = await visit(localSite(url), 'ada')
  await administrator.done('POST /api/zones', { zone: 'ada' })
  const settings = { defaultVisibility: 'private', teams: [], version: null }
  await administrator.done('PUT /api/zones/ada/file-settings', settings)
  const client = new KacheryClient(url, { zone: 'ada' })
  await registerLocally(client, 'ada')
  await client.storeBytes(bytes)

  // Ada says on the file's page from which day on it is public, and makes a link for a reviewer.
  const ada = await person()
  await ada.goto(`${url}/zone/ada/files/${hash}`)
  await signIn(ada, 'ada')
  await ada.getByLabel('Name').fill('day 1.nwb')
  await ada.getByLabel('Public from').fill('2099-01-01')
  await ada.getByRole('button', { name: 'Save' }).click()
  await ada.getByText(/public from .*2099/).waitFor()
  await ada.getByRole('button', { name: 'Share by link' }).click()
  await ada.getByRole('dialog').getByLabel('Note').fill('for reviewer 2')
  await ada.getByRole('dialog').getByLabel('Uses').fill('1')
  await ada.getByRole('dialog').getByRole('button', { name: 'Make link' }).click()
  const link = new RegExp(`${url}/s/link_[0-9a-f]{32}`)
  await ada.getByText(link).waitFor()
  const [address = ''] = link.exec(await ada.locator('main').innerText()) ?? []

  // The reviewer downloads it once; others are led to sign in, whether it is there or not.
  const [reviewer, stranger] = [await person(), await person()]
  await reviewer.goto(address)
  const [first] = await Promise.all([
    reviewer.waitForEvent('download'),
    reviewer.getByRole('link', { name: 'Download day 1.nwb' }).click()
  ])
  expect(await readFile(await first.path())).toEqual(bytes)
  expect(await downloaded(stranger, `${url}/z/ada/sha1/${hash}`)).toBeUndefined()
  const anyone = new KacheryClient(url, { zone: 'ada' })
  expect(await anyone.loadBytes(hash, { unsigned: true })).toBeUndefined()

  // The link has ended by its use, another ends by its time; the embargo by its minute.
  expect((await fetch(address)).status).toBe(404)
  const soon = Date.now() + 20_000
  const short = await administrator.done('POST /api/zones/ada/share-links', { hashes: [hash], endsAt: soon })
  await reviewer.goto(String(short.url))
  await reviewer.getByText('day 1.nwb', { exact: true }).waitFor()
  await administrator.done(`PATCH /api/zones/ada/files/${hash}`, { until: soon + 5_000 })
  await expect.poll(async () => (await fetch(String(short.url))).status, { timeout: 40_000, interval: 1_000 }).toBe(404)
  expect(Date.now()).toBeGreaterThanOrEqual(soon)
  await reviewer.reload()
  await reviewer.getByText('This link doesn’t work').waitFor()

  const read = async () => Buffer.from((await anyone.loadBytes(hash, { unsigned: true })) ?? [])
  await expect.poll(read, { timeout: 70_000, interval: 1_000 }).toEqual(bytes)
  expect(Date.now()).toBeGreaterThanOrEqual(soon + 5_000)
  expect(await downloaded(stranger, `${url}/z/ada/sha1/${hash}`)).toEqual(bytes)
})
