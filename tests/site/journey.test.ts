/**
 * The whole road of a new lab, in a real browser against a whole gateway on this machine: nothing is made up, and what
 * breaks the policy or ends in the console fails it.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { allowUpload, openWholeGateway, signIn, type WholeGateway } from './whole-gateway.ts'

let gateway: WholeGateway
beforeAll(async () => {
  gateway = await openWholeGateway()
}, 90_000)
afterAll(() => gateway?.close())

it('a lab adds its zone, lets a colleague upload, and sees what she stored', { timeout: 120_000 }, async () => {
  const { url } = gateway
  const bytes = Buffer.from('spikes of the first day')
  const hash = createHash('sha1').update(bytes).digest('hex')

  // Loren signs in and adds a zone of his own.
  const loren = await gateway.person()
  await loren.goto(url)
  await signIn(loren, 'loren')
  await loren.getByRole('button', { name: 'Add a zone' }).click()
  await loren.keyboard.press('Enter')
  await loren.getByText('Zone loren is added').waitFor()

  // Ann opens the link that kachery-cloud-init printed, signs in, and comes back to it.
  const ann = await gateway.person()
  const client = new KacheryClient(url, { zone: 'loren' })
  await ann.goto(client.registrationLink('rig 2'))
  await ann.getByText('Sign in to register it').waitFor()
  await signIn(ann, 'ann')
  await ann.getByRole('button', { name: 'Register client' }).click()
  await ann.getByText('Go back to your terminal and press Enter.').waitFor()
  const initiate = { type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: bytes.length }
  expect((await client.request(initiate)).status, 'nobody has let her upload yet').toBe(403)

  // Loren lets her.
  await loren.goto(`${url}/admin?zone=loren`)
  await loren.waitForURL(`${url}/zone/loren`)
  await loren.getByRole('link', { name: 'Access' }).click()
  await allowUpload(loren, 'ann')

  // A real upload, which anybody can load.
  await expect.poll(async () => (await client.request(initiate)).status, { timeout: 70_000, interval: 500 }).toBe(200)
  expect((await client.storeBytes(bytes)).hash).toBe(hash)
  const stranger = new KacheryClient(url, { zone: 'loren' })
  expect(Buffer.from((await stranger.loadBytes(hash, { unsigned: true })) ?? [])).toEqual(bytes)

  // It shows in activity, and at the client.
  await loren.getByRole('link', { name: 'Activity' }).click()
  await loren.getByText(hash.slice(0, 8)).first().waitFor()
  await ann.goto(`${url}/client/${client.clientId}?zone=loren`)
  await ann.getByText('rig 2').first().waitFor()
  await ann.getByText(/stored a file|asked for a file/).waitFor()
  expect(gateway.troubles()).toEqual([])
})

it('a client that is made in the browser stores files by the two files that were downloaded', {
  timeout: 60_000
}, async () => {
  const { url } = gateway
  const page = await gateway.person()
  await page.goto(`${url}/account`)
  await signIn(page, 'loren')
  await page.getByRole('button', { name: 'New client' }).click()
  await page.getByLabel('Label').fill('made in the browser')
  await page.keyboard.press('Enter')
  const pem = async (name: string) => {
    const link = page.getByRole('link', { name: `Download ${name}` })
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(download.suggestedFilename()).toBe(name)
    return readFile(await download.path(), 'utf8')
  }
  const seed = Buffer.from((await pem('private.pem')).split('\n')[1] ?? '', 'base64').subarray(16)
  const publicKey = Buffer.from((await pem('public.pem')).split('\n')[1] ?? '', 'base64').subarray(12)
  await page.getByRole('button', { name: 'I’ve saved both files' }).click()
  await page.getByRole('link', { name: 'made in the browser' }).waitFor()

  const client = new KacheryClient(url, { seed })
  expect(client.clientId).toBe(publicKey.toString('hex'))
  expect(await client.storeBytes(Buffer.from('from the browser’s client'))).toMatchObject({ alreadyExists: false })
})

it('an API key is shown once; who signs out everywhere is signed out', { timeout: 60_000 }, async () => {
  const page = await gateway.person()
  await page.goto(`${gateway.url}/account/keys`)
  await signIn(page, 'grace')
  await page.getByRole('button', { name: 'New API key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('rig 2')
  await dialog.getByLabel('Can').selectOption('Download only')
  await dialog.getByLabel('Zone').fill('default')
  await dialog.getByLabel('Ends').selectOption('In 90 days')
  await dialog.getByRole('button', { name: 'Make API key' }).click()
  const key = /kachery_\w+/.exec(await page.getByRole('region', { name: 'Your new API key' }).innerText())?.[0] ?? ''
  expect(key.length).toBeGreaterThan(40)
  await page.reload()
  const row = page.getByRole('row', { name: 'rig 2' })
  await row.getByText('Download only').waitFor()
  await row.getByText('Not yet').waitFor()
  expect(await page.content()).not.toContain(key)
  await page.getByRole('link', { name: 'Signing out' }).click()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.locator('main').getByRole('link', { name: 'Sign in' }).waitFor()
  await page.goto(`${gateway.url}/account`)
  await page.getByText('Sign in to see your account').waitFor()
})
