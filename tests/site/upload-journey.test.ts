/**
 * Files and folders that people upload in a real browser, to a whole gateway on this machine: in parts, with a reload in the
 * middle, another file in its place, a cut connection, and cancelled.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { partsSent } from './parts-sent.ts'
import { openWholeGateway, signIn, type WholeGateway } from './whole-gateway.ts'

const MB = 1_000_000
const timeout = 180_000

let gateway: WholeGateway
let folder: string
let loren: Page

beforeAll(async () => {
  gateway = await openWholeGateway()
  folder = await mkdtemp(join(tmpdir(), 'uploaded-'))
  loren = await gateway.person()
  await loren.goto(gateway.url)
  await signIn(loren, 'loren')
  await loren.getByRole('button', { name: 'Add a zone' }).click()
  await loren.keyboard.press('Enter')
  await loren.getByText('Zone loren is added').waitFor()
  await loren.goto(`${gateway.url}/zone/loren/access`)
  await loren.getByRole('button', { name: 'Give files readers' }).click()
  await loren.getByRole('alertdialog').getByRole('button', { name: 'Give files readers' }).click()
  await loren.getByRole('button', { name: 'Change readers' }).waitFor()
}, 120_000)
afterAll(async () => {
  await gateway?.close()
  await rm(folder, { recursive: true, force: true })
})

async function made(name: string, size: number): Promise<{ path: string; sha1: string; bytes: Buffer }> {
  const bytes = randomBytes(size)
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, bytes)
  return { path, sha1: createHash('sha1').update(bytes).digest('hex'), bytes }
}

/** As browsers have it whose files have no handles. */
const withoutHandles = 'delete window.showOpenFilePicker'
/** A file of the page’s own needs no permission. */
const withOwnFile = `window.showOpenFilePicker = async () => [
  await (await navigator.storage.getDirectory()).getFileHandle('own.bin', { create: true })
]`

/** A browser of its own for each test, in the same session. `script`: runs before the site's own. */
async function filesPage(script = withoutHandles): Promise<Page> {
  const storageState = await loren.context().storageState()
  const context = await loren.context().browser()?.newContext({ locale: 'en-GB', storageState })
  if (context === undefined) throw new Error('the browser is gone')
  context.setDefaultTimeout(20_000)
  await context.addInitScript(script)
  const page = await context.newPage()
  page.on('dialog', dialog => void dialog.accept())
  await page.goto(`${gateway.url}/zone/loren/files`)
  await page.getByRole('heading', { name: 'Drop files or a folder here' }).waitFor()
  return page
}

const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })
const stored = (page: Page, name: string) =>
  row(page, name)
    .getByText(/^Stored$/)
    .waitFor({ timeout: 60_000 })

async function dropped(page: Page, paths: string[]): Promise<void> {
  const session: CDPSession = await page.context().newCDPSession(page)
  const { x, y, width, height } = (await page.locator('.drop-zone').boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0
  }
  const at = { x: x + width / 2, y: y + height / 2, data: { items: [], files: paths, dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at })
}

it('several files and a folder are dropped, stored and listed; what is there already says so', {
  timeout
}, async () => {
  const page = await filesPage()
  const one = await made('rat-3.nwb', 3 * MB)
  const empty = await made('empty.txt', 0)
  await made('day 2/probe A/raw.bin', 20 * MB)
  await made('day 2/notes.txt', 12)
  await made('day 2/.DS_Store', 5)
  await dropped(page, [one.path, empty.path, join(folder, 'day 2')])
  for (const name of ['rat-3.nwb', 'day 2/probe A/raw.bin', 'day 2/notes.txt']) await stored(page, name)
  await row(page, 'empty.txt').getByText('Already in the zone; nothing had to be sent').waitFor()
  await page.getByText('4 of 4 files stored').waitFor()
  expect(await page.getByText('.DS_Store').count()).toBe(0)
  // The list below has them, without a reload.
  await page
    .getByRole('table')
    .getByText(one.sha1.slice(0, 10))
    .or(page.getByRole('table').getByText('rat-3.nwb'))
    .first()
    .waitFor()

  await page.getByRole('button', { name: 'Clear finished' }).click()
  await page.setInputFiles('.chosen-files', one.path)
  await row(page, 'rat-3.nwb').getByText('Already in the zone; nothing had to be sent').waitFor()
  await page.context().close()
})

it('after a reload somebody chooses the file again, and no part is sent twice', { timeout }, async () => {
  const page = await filesPage()
  const raw = await made('raw.bin', 60 * MB)
  const sent = partsSent(page)
  // The first three parts come through.
  const hold = await held(page, 3)
  await page.setInputFiles('.chosen-files', raw.path)
  await expect.poll(() => sent.arrived(), { timeout: 60_000 }).toBe(3)
  await page.reload()
  await hold.end()
  const waiting = row(page, 'raw.bin')
  await waiting.getByText(/Choose the same file again to go on: \d.* of 60 MB are there/).waitFor()
  // Another file is not taken for it.
  const other = await made('other.bin', 3 * MB)
  await waiting.locator('input').setInputFiles(other.path)
  await waiting.getByText('That is another file').waitFor()
  await waiting.locator('input').setInputFiles(raw.path)
  await stored(page, 'raw.bin')
  expect(sent.twice()).toEqual([])
  await page.context().close()
})

it('where the browser has a handle it goes on by itself after a reload', { timeout }, async () => {
  const page = await filesPage(withOwnFile)
  await page.evaluate(`(async () => {
    const [handle] = await window.showOpenFilePicker()
    const out = await handle.createWritable()
    for (let at = 0; at < 40; at++) await out.write(crypto.getRandomValues(new Uint8Array(50_000)).toHex().repeat(10))
    await out.close()
  })()`)
  const sent = partsSent(page)
  const hold = await held(page, 2)
  await page.getByRole('button', { name: 'Choose files' }).click()
  await expect.poll(() => sent.arrived(), { timeout: 60_000 }).toBe(2)
  await page.reload()
  await hold.end()
  await stored(page, 'own.bin')
  expect(sent.twice()).toEqual([])
  await page.context().close()
})

it('a file that changes on the way is not stored as what it was, and says what to do', { timeout }, async () => {
  const page = await filesPage()
  const changing = await made('changing.bin', 20 * MB)
  const time = new Date('2026-03-01T12:00:00Z')
  await utimes(changing.path, time, time)
  const hold = await held(page, 1)
  const sent = partsSent(page)
  await page.setInputFiles('.chosen-files', changing.path)
  await expect.poll(() => sent.arrived(), { timeout: 60_000 }).toBe(1)
  await page.reload()
  await hold.end()
  // Of the same size and time, so that only the bytes tell.
  await writeFile(changing.path, randomBytes(20 * MB))
  await utimes(changing.path, time, time)
  await row(page, 'changing.bin').locator('input').setInputFiles(changing.path)
  await row(page, 'changing.bin').getByText('The uploaded bytes have SHA-1').waitFor({ timeout: 60_000 })
  await row(page, 'changing.bin').getByRole('button', { name: 'Try again' }).click()
  await stored(page, 'changing.bin')
  await page.context().close()
})

it('offline for a moment it says so and goes on; cancelled, nothing of it is left', { timeout }, async () => {
  const page = await filesPage()
  const cut = await made('cut.bin', 30 * MB)
  let isCut = true
  await page
    .context()
    .route('**/files/**', route =>
      route.request().method() === 'PUT' && isCut ? route.abort('connectionreset') : route.continue()
    )
  await page.setInputFiles('.chosen-files', cut.path)
  await row(page, 'cut.bin')
    .getByText('The connection to the bucket was lost. It tries again')
    .waitFor({ timeout: 60_000 })
  isCut = false
  await row(page, 'cut.bin').getByRole('button', { name: 'Try now' }).click()
  await stored(page, 'cut.bin')

  isCut = true
  const gone = await made('gone.bin', 30 * MB)
  await page.setInputFiles('.chosen-files', gone.path)
  await row(page, 'gone.bin').getByText('It tries again').waitFor({ timeout: 60_000 })
  const aborted = page.waitForResponse(answer => answer.request().method() === 'DELETE')
  await row(page, 'gone.bin').getByRole('button', { name: 'Cancel gone.bin' }).click()
  expect((await aborted).status()).toBe(204)
  await row(page, 'gone.bin').waitFor({ state: 'detached' })
  await page.context().unroute('**/files/**')
  await page.reload()
  await page.getByRole('heading', { name: 'Drop files or a folder here' }).waitFor()
  expect(await row(page, 'gone.bin').count()).toBe(0)
  await page.context().close()
})

it('who can’t upload reads why, and sees nowhere to drop', { timeout }, async () => {
  const eve = await gateway.person()
  await eve.goto(`${gateway.url}/zone/loren/files`)
  await signIn(eve, 'eve')
  await eve.getByText('You can’t upload here').waitFor()
  await eve.getByText(/^User eve can't .* in zone loren; ask an administrator/).waitFor()
  expect(await eve.locator('.drop-zone').count()).toBe(0)
  expect(gateway.troubles()).toEqual([])
})

/** The first `most` parts come through; the others wait until the page is gone. */
async function held(page: Page, most: number): Promise<{ end(): Promise<void> }> {
  let count = 0
  const hold = async (route: Route) => {
    if (route.request().method() !== 'PUT') return route.continue()
    count += 1
    if (count <= most) await route.continue()
  }
  await page.context().route('**/files/**', hold)
  return { end: () => page.context().unroute('**/files/**', hold) }
}
