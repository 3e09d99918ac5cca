/** The built site in a real browser, under the content security policy that it is deployed with. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { json } from './administration/answers.ts'
import { openStage, type Played, type Stage } from './administration/stage.ts'
import { clientId, complete, late, mine, nothingOfMine, notYours, signedOut, usual } from './answers.ts'
import { type Fixture, fixtureOf } from './fixtures.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 90_000)
afterAll(() => stage.close())

type Options = Parameters<Stage['play']>[1]

async function play(fixture: Fixture, options?: Options): Promise<Played> {
  const played = await stage.play(fixture, options)
  onTestFinished(played.end)
  return played
}

describe('the landing page', () => {
  it('says what is missing, what comes of it and what to do', async () => {
    const { page } = await play(fixtureOf('landing wrong'))
    const card = page.getByRole('region', { name: 'Set-up' })
    expect(await card.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^GATEWAY_CONFIG is wrong\s+Line 4/),
      expect.stringMatching(/^GITHUB_CLIENT_ID is missing\s+Nobody can sign in.*\s+npm run secret/),
      expect.stringMatching(/^MONGO_URI is missing\s+Log items are kept aside.*\s+npm run secret/)
    ])
  })

  it('tries again when asked to, and says what it then knows', async () => {
    const { page } = await play(fixtureOf('landing failing'))
    await page.getByText('A store of this gateway does not answer').waitFor()
    await page.getByText('store.unavailable').waitFor()
    stage.answer({ ...usual, 'GET /api/health': complete })
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByRole('status').getByText('Healthy').waitFor()
  })

  it('copies each line, and says that it did', async () => {
    const { page } = await play(fixtureOf('landing healthy'), { permissions: ['clipboard-read', 'clipboard-write'] })
    const buttons = await page.getByRole('button', { name: /^Copy / }).all()
    expect(buttons.length).toBe(4)
    await page.getByRole('button', { name: 'Copy export' }).click()
    await page.getByRole('button', { name: 'Copied export' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'export KACHERY_GATEWAY_URL=https://kachery.example.org'
    )
  })

  it('says so where the browser does not let it copy', async () => {
    const { page } = await play(fixtureOf('landing healthy'))
    await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))`)
    await page.getByRole('button', { name: 'Copy kachery-cloud-init' }).click()
    await page.getByRole('button', { name: 'Not copied kachery-cloud-init' }).waitFor()
  })
})

describe('by keyboard', () => {
  it('everything that can be used is reached, in the order in which it stands', async () => {
    const { page } = await play(fixtureOf('landing missing'))
    const usable = await page.locator('a, button').allInnerTexts()
    const reached: string[] = []
    for (const _ of usable) {
      await page.keyboard.press('Tab')
      reached.push(await page.evaluate('document.activeElement.innerText'))
    }
    expect(reached).toEqual(usable)
    expect(usable.length).toBe(12)
  })

  it('one gets past the header', async () => {
    const { page } = await play(fixtureOf('client'))
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main')
  })

  it('the health line leads to what is to do', async () => {
    const { page } = await play(fixtureOf('landing missing'))
    await page.getByRole('link', { name: /2 steps left/ }).press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('health')
  })
})

it('another try after a failure asks anew and keeps the focus in the page', async () => {
  const { page } = await play(fixtureOf('client failing'))
  stage.answer({ ...usual })
  await page.getByRole('button', { name: 'Try again' }).press('Enter')
  await page.getByText('github|franklab').waitFor()
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1')
})

it('the title and the focus follow navigation', async () => {
  const { page } = await play(fixtureOf('not found'))
  await expect.poll(() => page.title()).toBe('There is nothing here · Kachery gateway')
  await page.getByRole('link', { name: 'To the gateway’s first page' }).click()
  await page.getByText('Healthy').waitFor()
  await expect.poll(() => page.title()).toBe('Home · Kachery gateway')
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1')
})

it('a client’s page shows what is known of it as text', async () => {
  const { page } = await play(fixtureOf('client'))
  await page.getByRole('definition').getByText('rig 2, <b>room 14</b>', { exact: true }).waitFor()
  await expect.poll(() => page.title()).toBe('rig 2, <b>room 14</b> · Kachery gateway')
})

it('issue 13, number 23: a client’s page shows its last use, to whom its activity is told', async () => {
  const { page } = await play(fixtureOf('client mine'))
  await page
    .getByRole('definition')
    .filter({ hasText: /^23 Nov 2025$/ })
    .waitFor()
})

const ofClient = 'GET /api/zones/{zone}/clients/{clientId}'

describe('a registration link', () => {
  it('of a wrong signature is found out in the page: the gateway is not asked', async () => {
    await play(fixtureOf('register wrong signature'))
    expect(stage.site.asked.map(({ operation }) => operation).filter(name => name.includes('check-proof'))).toEqual([])
  })

  it('is registered by one click, with what it says and nothing else; the focus goes to what to do next', async () => {
    const { page } = await play(fixtureOf('register done'))
    const sent = stage.site.asked.filter(({ operation }) => operation === 'POST /api/zones/{zone}/clients')
    expect(sent.map(({ asked }) => asked.body)).toEqual([
      { clientId: expect.stringMatching(/^[0-9a-f]{64}$/), signature: expect.any(String), label: 'rig 2' }
    ])
    await expect.poll(() => page.evaluate('document.activeElement.innerText')).toContain('Go back to your terminal')
  })

  it('brings whoever must sign in back to itself', async () => {
    const { page } = await play(fixtureOf('register signed out'))
    const href = await page.locator('main').getByRole('link', { name: 'Sign in' }).getAttribute('href')
    const back = new URL(href ?? '', stage.site.url).searchParams.get('return')
    expect(href).toMatch(/^\/api\/sign-in\?return=/)
    expect(stage.site.url + back).toBe(page.url())
  })
})

describe('renaming a client', () => {
  it('shows the new label at once, and the old one with a message where it is refused', async () => {
    const { page } = await play(fixtureOf('client rename'))
    stage.answer({ ...usual, [ofClient]: mine, 'PATCH /api/zones/{zone}/clients/{clientId}': late(500, notYours) })
    await page.getByLabel('Label').fill('new name')
    await page.keyboard.press('Enter')
    await page.getByRole('definition').getByText('new name').waitFor({ timeout: 400 })
    await page.getByText('Couldn’t rename the client').waitFor()
    await page.getByRole('definition').getByText('rig 2, <b>room 14</b>').waitFor()
  })
})

describe('something destructive', () => {
  it('asks first and does nothing when one thinks better of it', async () => {
    const { page } = await play(fixtureOf('client remove'))
    await expect.poll(() => page.evaluate('document.activeElement.innerText')).toBe('Cancel')
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    expect(stage.site.asked.filter(({ operation }) => operation.startsWith('DELETE'))).toEqual([])
    await expect.poll(() => page.evaluate('document.activeElement.innerText')).toBe('Remove client')
  })
})

it('a session that ended meanwhile is noticed, and the page says so', async () => {
  const { page } = await play(fixtureOf('account new zone'))
  const ended = () => ({ status: 401, json: { code: 'auth.signed_out', detail: 'You aren’t signed in (any more).' } })
  stage.answer({ ...usual, 'GET /api/me': signedOut, 'POST /api/zones': ended })
  await page.getByLabel('Name', { exact: true }).fill('franklab.rats')
  await page.getByRole('button', { name: 'Add zone' }).click()
  await page.getByText('Sign in to see your account').waitFor()
})

it('a computer that goes offline is told, and told when it is back', async () => {
  const { page } = await play(fixtureOf('account'))
  await page.context().setOffline(true)
  await page.getByText('This computer is offline').waitFor()
  await page.context().setOffline(false)
  await page.getByText('This computer is offline').waitFor({ state: 'detached' })
})

it.each([
  ['/home', '/'],
  ['/home?zone=curie.lab', '/zone/curie.lab'],
  ['/?zone=curie.lab', '/zone/curie.lab'],
  ['/clients', '/account'],
  ['/zones', '/account/zones'],
  ['/resources', '/account/resources'],
  ['/resource/lab%2Fsorting?zone=default', '/account/resources?name=lab%2Fsorting']
])('issue 13, number 23: the old address %s leads to %s', async (from, to) => {
  const { page } = await play({ ...fixtureOf('landing signed in'), path: from, shows: 'Kachery gateway' })
  await page.waitForURL(stage.site.url + to)
})

it('issue 13, number 23: one’s own client without a zone in its address is shown in the zone that it is in', async () => {
  const path = `/client/${clientId}`
  const item = { clientId, ownerId: 'franklab', timestampCreated: 1, label: 'rig', zone: 'franklab.default' }
  const answers = { ...usual, 'GET /api/me/clients': json({ items: [item], next: null }) }
  const { page } = await play({ ...fixtureOf('client mine'), path, answers })
  await page.waitForURL(`${stage.site.url}${path}?zone=franklab.default`)
  const { page: other } = await play({ ...fixtureOf('client mine'), path, answers: { ...usual, ...nothingOfMine } })
  await other.getByText('default', { exact: true }).first().waitFor()
})

it('10,000 clients come page by page', async () => {
  const { page } = await play(fixtureOf('account'))
  const rows = page.getByRole('table', { name: 'My clients' }).getByRole('row')
  await expect.poll(() => rows.count()).toBe(51)
  await page.getByRole('button', { name: 'Show more' }).click()
  await page.getByText('rig 99', { exact: true }).waitFor()
  await expect.poll(() => rows.count()).toBe(101)
})

it('without JavaScript the page says that it needs it', async () => {
  const played = await play(fixtureOf('landing healthy'))
  const context = await played.page.context().browser()?.newContext({ javaScriptEnabled: false })
  if (context === undefined) throw new Error('no browser')
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.goto(stage.site.url)
  expect(await page.locator('.noscript').innerText()).toContain('This site needs JavaScript')
  await expect.poll(() => page.locator('.noscript').isVisible()).toBe(true)
})

it('the policy is in force here: what it forbids is refused and noticed', async () => {
  const played = await play(fixtureOf('landing healthy'))
  await played.page.evaluate(
    `document.head.append(Object.assign(document.createElement('style'), { textContent: 'p{}' }))`
  )
  await expect
    .poll(() => played.troubles, { timeout: 5000 })
    .toEqual([expect.stringContaining('Content Security Policy')])
})
