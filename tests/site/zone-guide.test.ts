/** Issue 13: docs/zone-admin.md followed literally, at a whole gateway: each step by the name that the guide gives it. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
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
beforeAll(async () => {
  gateway = await openWholeGateway({ ADMINISTRATORS: 'ada' })
  ada = await gateway.person()
}, 90_000)
afterAll(() => gateway?.close())

const tab = (name: string) => ada.getByRole('navigation').getByRole('link', { name: named(name), exact: true })
const heading = (name: string) => ada.getByRole('heading', { name, exact: true })

it('the zone’s page, and its older address', async () => {
  await ada.goto(`${gateway.url}/admin?zone=default`)
  await ada.waitForURL(`${gateway.url}/zone/default`)
  await signIn(ada, 'ada')
  await tab('Access').waitFor()
})

it('let a colleague upload', { timeout: 60_000 }, async () => {
  await tab('Access').click()
  await ada.getByLabel(named('Add users')).fill('bob')
  await ada.keyboard.press('Enter')
  for (const right of ['Upload', 'Download', 'Admin'])
    await ada.getByRole('switch', { name: `${named(right)} for bob` }).waitFor()
  expect(await ada.getByRole('switch', { name: 'Upload for bob' }).isChecked()).toBe(true)
  expect(await ada.getByRole('switch', { name: 'Admin for bob' }).isChecked()).toBe(false)
  const bob = await gateway.person()
  await bob.goto(new KacheryClient(gateway.url).registrationLink('the rig'))
  await signIn(bob, 'bob')
  await bob.getByRole('button', { name: 'Register client' }).click()
  await bob.getByText('Go back to your terminal').waitFor()
})

it('access for everybody, and the file', { timeout: 60_000 }, async () => {
  for (const name of ['Public download', 'Public upload'])
    await ada.getByRole('switch', { name: named(name), exact: true }).waitFor()
  await ada.getByRole('button', { name: named('Give files readers') }).waitFor()
  await ada.getByRole('radio', { name: named('File') }).check({ force: true })
  await ada.getByText('allowPublicDownload').first().waitFor()
})

it('clients and resources', { timeout: 60_000 }, async () => {
  await tab('Clients').click()
  await ada.getByRole('searchbox').fill('rig')
  await ada.getByRole('link', { name: 'the rig' }).waitFor()
  await ada.getByRole('columnheader', { name: 'Last used' }).waitFor()
  await tab('Resources').click()
  await ada.getByText('No resources yet').waitFor()
})

it('usage and activity', { timeout: 60_000 }, async () => {
  await tab('Usage').click()
  await heading(named('Stored')).waitFor()
  await tab('Activity').click()
  await ada.getByText('Changed the settings').first().waitFor()
  await ada.getByRole('button', { name: 'Undo this change' }).first().waitFor()
  await ada.getByRole('searchbox').fill('the rig')
  await ada.getByText('Registered a client').first().waitFor()
})

it('storage', { timeout: 60_000 }, async () => {
  await tab('Storage').click()
  for (const name of ['Connection test', 'Web pages that use the files', 'Webhook'])
    await heading(named(name)).waitFor()
})

it('an API key, under My account', { timeout: 60_000 }, async () => {
  await ada.getByRole('button', { name: /^ada/ }).click()
  await ada.getByRole('menuitem', { name: named('My account') }).click()
  await ada.getByRole('navigation', { name: 'My account' }).getByRole('link', { name: 'API keys' }).click()
  await ada.getByRole('button', { name: named('New API key') }).click()
  await ada.getByRole('dialog').waitFor()
  await ada.keyboard.press('Escape')
  await ada.getByRole('navigation', { name: 'My account' }).getByRole('link', { name: 'Zones' }).click()
  await ada.getByRole('table', { name: 'My zones' }).getByRole('link', { name: 'default' }).waitFor()
})

it('what only gateway administrators do is in the menu at the top right', { timeout: 60_000 }, async () => {
  await ada.getByRole('button', { name: /^ada/ }).click()
  await ada.getByRole('menuitem', { name: named('Gateway administration') }).click()
  await ada.getByRole('navigation', { name: 'Gateway administration' }).waitFor()
  expect(gateway.troubles()).toEqual([])
})

it('no name of the guide was passed over', () => {
  const bold = [...guide.matchAll(/\*\*(.+?)\*\*/g)].map(([, name = '']) => name)
  // Words and operations; share-journey.test.ts has what a zone with readers has; one without a webhook tests none; a price is
  // set once it is counted.
  const others = [
    'API key',
    'deleteFile',
    'scratch zone',
    'share link',
    'Files',
    'Change readers',
    'Share by link',
    'Send a test',
    'Set a price',
    'CSV',
    'Overview'
  ]
  expect(bold.filter(name => !followed.has(name) && !others.includes(name))).toEqual([])
})
