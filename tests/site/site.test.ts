/** The built site in a real browser, under the content security policy that it is deployed with. */
import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { clientId, complete, failing, incomplete, late, registered } from './answers.ts'
import { type Scene, sceneOf, scenes } from './scenes.ts'
import { openStage, type Played, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 60_000)
afterAll(() => stage.close())

type Options = Parameters<Stage['play']>[1]

async function play(scene: Scene, options?: Options): Promise<Played> {
  const played = await stage.play(scene, options)
  onTestFinished(played.end)
  return played
}

/** Chromium itself says in the console that a request failed: expected where the scene makes it fail. */
const unexpected = ({ troubles }: Played) => troubles.filter(text => !text.startsWith('Failed to load resource'))

const violations = async ({ page }: Played): Promise<string[]> => {
  await page.evaluate(axe.source)
  return page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' ')))`
  )
}

/** What has moved without anybody's doing: how much, and which elements. */
const shifts = ({ page }: Played): Promise<string[]> =>
  page.evaluate(`new Promise(resolve => {
    const inWords = ({ value, sources }) => value + ' ' + sources.map(({ node }) => node && node.outerHTML).join(' ')
    new PerformanceObserver(list => resolve(list.getEntries().map(inWords)))
      .observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve([]), 100)
  })`)

it.each(scenes)('$name: accessible in both themes, without trouble, and no wider than a phone', async scene => {
  const played = await play(scene, { colorScheme: 'light', reducedMotion: 'reduce' })
  expect(await violations(played)).toEqual([])
  await played.page.setViewportSize({ width: 360, height: 740 })
  await played.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  expect(await violations(played)).toEqual([])
  expect(await played.page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(unexpected(played)).toEqual([])
})

describe('the landing page', () => {
  it('says what is missing, what comes of it and what to do', async () => {
    const { page } = await play(sceneOf('landing wrong'))
    const card = page.getByRole('region', { name: 'Set-up' })
    expect(await card.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^GATEWAY_CONFIG is wrong\s+Line 4/),
      expect.stringMatching(
        /^GITHUB_CLIENT_ID is missing\s+Nobody can sign in.*\s+npm run secret -- set GITHUB_CLIENT_ID /
      ),
      expect.stringMatching(/^MONGO_URI is missing\s+Log items are kept aside.*\s+npm run secret -- set MONGO_URI /)
    ])
  })

  it('tries again when asked to, and says what it then knows', async () => {
    const { page } = await play(sceneOf('landing failing'))
    await page.getByText('A store of this gateway does not answer').waitFor()
    await page.getByText('store.unavailable').waitFor()
    stage.site.answer({ health: complete, gateway: registered })
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByRole('status').getByText('Healthy').waitFor()
  })

  it.each([
    ['health', complete],
    ['failure', failing],
    ['set-up', incomplete]
  ] as const)('does not move when its %s is known', async (_, answer) => {
    for (const width of [360, 1280]) {
      const scene = { ...sceneOf('landing loading'), answers: { health: late(400, answer) } }
      const played = await play(scene, { viewport: { width, height: 900 } })
      await played.page.locator('.pill .tone').waitFor()
      expect(await shifts(played)).toEqual([])
      await played.end()
    }
  })

  it('copies each line, and says that it did', async () => {
    const { page } = await play(sceneOf('landing healthy'), { permissions: ['clipboard-read', 'clipboard-write'] })
    const buttons = await page.getByRole('button', { name: /^Copy / }).all()
    expect(buttons.length).toBe(4)
    await page.getByRole('button', { name: 'Copy export' }).click()
    await page.getByRole('button', { name: 'Copied export' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`export KACHERY_GATEWAY_URL=${stage.site.url}`)
  })

  it('says so where the browser does not let it copy', async () => {
    const { page } = await play(sceneOf('landing healthy'))
    await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))`)
    await page.getByRole('button', { name: 'Copy kachery-cloud-init' }).click()
    await page.getByRole('button', { name: 'Not copied kachery-cloud-init' }).waitFor()
  })
})

describe('by keyboard', () => {
  it('everything that can be used is reached, in the order in which it stands', async () => {
    const { page } = await play(sceneOf('landing missing'))
    const usable = await page.locator('a, button').allInnerTexts()
    const reached: string[] = []
    for (const _ of usable) {
      await page.keyboard.press('Tab')
      reached.push(await page.evaluate('document.activeElement.innerText'))
    }
    expect(reached).toEqual(usable)
    expect(usable.length).toBe(8)
  })

  it('one gets past the header', async () => {
    const { page } = await play(sceneOf('client'))
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
  })

  it('the health line leads to what is to do', async () => {
    const { page } = await play(sceneOf('landing missing'))
    await page.getByRole('link', { name: /2 steps left/ }).press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('health')
  })
})

it('another try after a failure asks anew and keeps the focus in the page', async () => {
  const { page } = await play(sceneOf('client failing'))
  stage.site.answer({ health: complete, gateway: registered })
  await page.getByRole('button', { name: 'Try again' }).press('Enter')
  await page.getByText('github|franklab').waitFor()
  expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
})

it('the title and the focus follow navigation', async () => {
  const { page } = await play(sceneOf('not found'))
  expect(await page.title()).toBe('There is nothing here · Kachery gateway')
  await page.getByRole('link', { name: 'To the gateway’s first page' }).click()
  await page.getByText('Healthy').waitFor()
  expect(await page.title()).toBe('Welcome · Kachery gateway')
  expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
})

it('a client’s page asks unsigned, for the client and the zone of its address, and shows the answer as text', async () => {
  const scene = sceneOf('client')
  const { page } = await play(sceneOf('admin'))
  const asked = page.waitForRequest('**/api/gateway')
  await page.goto(stage.site.url + scene.path)
  const body: { payload: { timestamp: number } } = (await asked).postDataJSON()
  expect(body).toEqual({
    payload: { type: 'getClientInfo', clientId, zone: 'franklab.default', timestamp: expect.any(Number) }
  })
  expect(Math.abs(Date.now() - body.payload.timestamp)).toBeLessThan(10_000)
  await page.getByRole('definition').getByText('rig 2, <b>room 14</b>', { exact: true }).waitFor()
  expect(await page.title()).toBe('rig 2, <b>room 14</b> · Kachery gateway')
})

it.each([
  ['register loading', 'Go back to your terminal and press Enter.'],
  ['client loading', 'github|franklab']
])('%s, and then known: nothing moves', async (name, known) => {
  for (const width of [360, 1280]) {
    const scene = { ...sceneOf(name), answers: { gateway: late(400, registered) } }
    const played = await play(scene, { viewport: { width, height: 900 } })
    await played.page.getByText(known).waitFor()
    expect(await shifts(played)).toEqual([])
    await played.end()
  }
})

it('without JavaScript the page says that it needs it', async () => {
  const { shows: _, ...scene } = sceneOf('landing healthy')
  const { page } = await play(scene, { javaScriptEnabled: false })
  expect(await page.locator('.noscript').innerText()).toContain('This site needs JavaScript')
  expect(await page.locator('.noscript').isVisible()).toBe(true)
})

it('the policy is in force here: what it forbids is refused and noticed', async () => {
  const played = await play(sceneOf('landing healthy'))
  await played.page.evaluate(
    `document.head.append(Object.assign(document.createElement('style'), { textContent: 'p{}' }))`
  )
  await expect
    .poll(() => unexpected(played), { timeout: 5000 })
    .toEqual([expect.stringContaining('Content Security Policy')])
})
