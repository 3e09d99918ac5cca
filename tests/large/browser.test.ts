/**
 * A large file that somebody uploads in a browser, with a reload in the middle: what has arrived is not sent again, and the page
 * holds none of it. 60 MB; with LARGE_BROWSER_BYTES, as `npm run test:large` sets it, of that size.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { partsSent } from '../site/parts-sent.ts'
import { openWholeGateway, signIn, type WholeGateway } from '../site/whole-gateway.ts'

const size = Number(process.env.LARGE_BROWSER_BYTES ?? 60_000_007)
/** bytes of a process of pages; one without uploads has some 150 MB. */
const mostHeld = 450_000_000
const patience = 120_000 + size / 5_000

let gateway: WholeGateway
beforeAll(async () => {
  gateway = await openWholeGateway()
}, 90_000)
afterAll(() => gateway?.close())

it(`a file of ${size} bytes is uploaded by a page that is reloaded in the middle`, {
  timeout: 2 * patience
}, async () => {
  const path = join(gateway.directory, 'raw.bin')
  await sparse(path)
  const page = await gateway.person()
  page.on('dialog', dialog => void dialog.accept())
  await page.context().addInitScript('delete window.showOpenFilePicker')
  await page.goto(`${gateway.url}/zone/default/files`)
  await signIn(page, 'loren')
  await page.goto(`${gateway.url}/zone/default/access`)
  const everybody = page.getByRole('switch', { name: 'Public upload' })
  if (!(await everybody.isChecked())) await everybody.press('Space')
  await expect.poll(() => everybody.isChecked()).toBe(true)
  await page.goto(`${gateway.url}/zone/default/files`)
  await page.getByRole('heading', { name: 'Drop files or a folder here' }).waitFor()

  const held = await watchMemory(page)
  const sent = partsSent(page)
  await page.setInputFiles('.chosen-files', path)
  await expect.poll(() => sent.arrived(), { timeout: patience, interval: 20 }).toBeGreaterThanOrEqual(2)
  await page.reload()
  const row = page.getByRole('listitem').filter({ hasText: 'raw.bin' })
  await row.getByText('Choose the same file again').waitFor()
  await row.locator('input').setInputFiles(path)
  await row.getByText(/^Stored$/).waitFor({ timeout: patience })
  expect(sent.twice()).toEqual([])
  expect(held.most()).toBeLessThan(mostHeld)

  const sha1 = createHash('sha1')
  for await (const chunk of createReadStream(path)) sha1.update(chunk)
  await rm(path)
  expect(await row.getByRole('button', { name: 'Copy the URI of raw.bin' }).count()).toBe(1)
  const payload = {
    type: 'findFile',
    timestamp: Date.now(),
    hashAlg: 'sha1',
    hash: sha1.digest('hex'),
    zone: 'default'
  }
  const found = await fetch(`${gateway.url}/api/gateway`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payload })
  })
  expect(await found.json()).toMatchObject({ found: true, size })
})

/** Its bytes follow from where they are, and most of it takes no room on the disk. */
async function sparse(path: string): Promise<void> {
  const file = await open(path, 'w')
  await file.truncate(size)
  for (let at = 0; at < size; at += 4_000_003)
    await file.write(Buffer.from(`byte ${at}`.slice(0, size - at)), 0, null, at)
  await file.close()
}

/** What any process of pages, with its workers, had in memory at most; Linux tells. */
async function watchMemory(page: Page): Promise<{ most(): number }> {
  const session = await page.context().browser()?.newBrowserCDPSession()
  let most = 0
  const look = async () => {
    const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo').catch(() => undefined)) ?? {}
    for (const { id } of processInfo.filter(({ type }) => type === 'renderer')) {
      const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '')
      most = Math.max(most, Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024)
    }
  }
  const timer = setInterval(() => void look(), 500)
  onTestFinished(() => clearInterval(timer))
  await look()
  expect(most).toBeGreaterThan(0)
  return { most: () => most }
}
