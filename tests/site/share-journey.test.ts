/**
 * A private file that a reviewer without an account reads by a link, in real browsers against a whole gateway on this
 * machine: stored, found in one's own files, shared, read by page and by program, and revoked.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { fakeServer } from '../../packages/leak-check/src/fake-servers.ts'
import { allowUpload, openWholeGateway, signIn, type WholeGateway } from './whole-gateway.ts'

let gateway: WholeGateway
const figures = fakeServer(
  createServer((_, response) => response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,">'))
)
beforeAll(async () => {
  gateway = await openWholeGateway()
}, 90_000)
afterAll(async () => {
  figures.close()
  await gateway?.close()
})

async function otherOrigin(): Promise<string> {
  figures.listen(0, '127.0.0.1')
  await once(figures, 'listening')
  const address = figures.address()
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen')
  return `http://127.0.0.1:${address.port}/`
}

it('a reviewer reads a private file by a link until it is revoked', { timeout: 180_000 }, async () => {
  const { url } = gateway
  const bytes = Buffer.from('spikes that nobody has seen yet')
  const hash = createHash('sha1').update(bytes).digest('hex')

  // Loren's zone has readers for its files, and lets Ann store some.
  const loren = await gateway.person()
  await loren.goto(url)
  await signIn(loren, 'loren')
  await loren.getByRole('button', { name: 'Add a zone' }).click()
  await loren.keyboard.press('Enter')
  await loren.getByText('Zone loren is added').waitFor()
  await loren.goto(`${url}/zone/loren/access`)
  await loren.getByRole('button', { name: 'Give files readers' }).click()
  await loren.getByRole('alertdialog').getByRole('button', { name: 'Give files readers' }).click()
  await loren.getByRole('button', { name: 'Change readers' }).click()
  const readers = loren.getByRole('dialog')
  await readers.getByLabel('Who can read new files').selectOption('Its owners')
  await readers.getByRole('button', { name: 'Add a team' }).click()
  await readers.getByLabel('Name').fill('spikes')
  await readers.getByLabel('Members').fill('@ann')
  await readers.getByRole('button', { name: 'Save' }).click()
  await loren.getByText('New files: Its owners').waitFor()
  await loren.getByText('Teams: spikes').waitFor()
  const ann = await gateway.person()
  const client = new KacheryClient(url, { zone: 'loren' })
  await ann.goto(client.registrationLink('rig 2'))
  await signIn(ann, 'ann')
  await ann.getByRole('button', { name: 'Register client' }).click()
  await ann.getByText('Go back to your terminal and press Enter.').waitFor()
  await allowUpload(loren, 'ann')
  const initiate = { type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: bytes.length }
  await expect.poll(async () => (await client.request(initiate)).status, { timeout: 70_000, interval: 500 }).toBe(200)
  await client.storeBytes(bytes)
  const stranger = new KacheryClient(url, { zone: 'loren' })
  expect(await stranger.loadBytes(hash, { unsigned: true })).toBeUndefined()

  // She finds it among her files, and names it.
  await ann.goto(`${url}/files`)
  await ann.getByRole('link', { name: `${hash.slice(0, 10)}…` }).click()
  await ann.getByLabel('Name').fill('day 1.nwb')
  await ann.getByRole('button', { name: 'Save' }).click()
  await ann.getByText('Saved; it counts within a minute').waitFor()

  // She makes a link for a reviewer.
  await ann.getByRole('button', { name: 'Share by link' }).click()
  const dialog = ann.getByRole('dialog')
  await dialog.getByLabel('Note').fill('for reviewer 2')
  await dialog.getByRole('button', { name: 'Make link' }).click()
  const link = new RegExp(`${url}/s/link_[0-9a-f]{32}`)
  await ann.getByText(link).waitFor()
  const [address = ''] = link.exec(await ann.locator('main').innerText()) ?? []

  // The reviewer, whom nobody knows here, sees the page and downloads the file; so does a program.
  const reviewer = await gateway.person()
  await reviewer.goto(address)
  await reviewer.getByText('day 1.nwb', { exact: true }).waitFor()
  expect(reviewer.url()).toMatch(/\/shared#link_/)
  const [download] = await Promise.all([
    reviewer.waitForEvent('download'),
    reviewer.getByRole('link', { name: 'Download day 1.nwb' }).click()
  ])
  expect(await readFile(await download.path())).toEqual(bytes)
  const part = await fetch(address, { headers: { range: 'bytes=0-5' } })
  expect([part.status, await part.text()]).toEqual([206, 'spikes'])

  // A page of another origin streams its end, which a browser asks for first.
  const elsewhere = await gateway.person()
  await elsewhere.goto(await otherOrigin())
  const streamed = await elsewhere.evaluate(async from => {
    const answer = await fetch(from, { headers: { range: 'bytes=-3' } })
    return [answer.status, await answer.text(), answer.headers.get('content-range')]
  }, address)
  expect(streamed).toEqual([206, 'yet', `bytes ${bytes.length - 3}-${bytes.length - 1}/${bytes.length}`])

  // She sees that it was used once, and revokes it.
  await ann.reload()
  const row = ann.getByRole('row', { name: 'for reviewer 2' })
  await row.getByRole('cell', { name: '1', exact: true }).waitFor()
  await row.getByRole('button', { name: 'Revoke' }).click()
  await ann.getByRole('alertdialog').getByRole('button', { name: 'Revoke link' }).click()
  await ann.getByText('You have made none').waitFor()
  await reviewer.reload()
  await reviewer.getByText('This link doesn’t work').waitFor()
  expect((await fetch(address)).status).toBe(404)

  // She shares two files by one link, from the list that the menu leads to.
  const more = Buffer.from('and the day after')
  await client.storeBytes(more)
  const moreHash = createHash('sha1').update(more).digest('hex')
  await ann.getByRole('button', { name: /^ann/ }).click()
  await ann.getByRole('menuitem', { name: 'My files' }).click()
  for (const one of ['day 1.nwb', moreHash.slice(0, 10)]) await ann.getByLabel(`Choose ${one}`).check()
  await ann.getByText('You chose 2 files.').waitFor()
  await ann.getByRole('button', { name: 'Share by link' }).click()
  await ann.getByRole('dialog').getByLabel('Note').fill('for the panel')
  await ann.getByRole('dialog').getByRole('button', { name: 'Make link' }).click()
  await ann.getByText(link).waitFor()
  const [ofBoth = ''] = link.exec(await ann.locator('main').innerText()) ?? []
  await reviewer.goto(ofBoth)
  await reviewer.getByRole('link', { name: 'Download day 1.nwb' }).waitFor()
  expect(await (await fetch(`${ofBoth}?sha1=${moreHash}`)).text()).toBe(more.toString())

  // The zone's administrator sees who made it, and ends it.
  await loren.goto(`${url}/zone/loren/files`)
  const ofPanel = loren.getByRole('row', { name: 'for the panel' })
  await ofPanel.getByRole('cell', { name: 'ann', exact: true }).waitFor()
  await ofPanel.getByRole('button', { name: 'Revoke' }).click()
  await loren.getByRole('alertdialog').getByRole('button', { name: 'Revoke link' }).click()
  await loren.getByText('Nobody has made one').waitFor()
  expect((await fetch(ofBoth)).status).toBe(404)

  // The administrator sees the file, and each use with the link's id.
  await loren.goto(`${url}/zone/loren/files`)
  await loren.getByRole('link', { name: 'day 1.nwb' }).waitFor()
  await loren.getByRole('link', { name: 'Activity' }).click()
  await loren.getByText('Revoked a link to files').first().waitFor()
  await loren
    .getByText(/by link [0-9a-f]{8}/)
    .first()
    .waitFor()
  expect(gateway.troubles()).toEqual([])
})
