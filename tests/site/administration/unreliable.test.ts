/** Issue 13, number 15: what does not come, comes late, or is pressed twice. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { json, settings } from './answers.ts'
import { type AdministrationFixture, fixtureOf } from './fixtures.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 90_000)
afterAll(() => stage.close())

async function play(fixture: AdministrationFixture) {
  const played = await stage.play(fixture)
  onTestFinished(played.end)
  return played.page
}

it('a page that fails to load is tried again, then told with a button; the others still work', async () => {
  const page = await play(fixtureOf('overview full'))
  let failures = 0
  await page.route(/assets\/storage-page/, route => {
    failures += 1
    return route.abort()
  })
  await page.getByRole('link', { name: 'Storage' }).click()
  await page.getByText('Couldn’t load this page').waitFor()
  expect(failures).toBe(2)
  await page.getByRole('link', { name: 'Kachery gateway' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.unroute(/assets\/storage-page/)
  await page.getByRole('link', { name: 'Storage' }).click()
  await page.getByRole('button', { name: 'Reload page' }).click()
  await page.getByText('Connection test').waitFor()
})

it('a part that fails to load leaves the rest of its page', async () => {
  const page = await play(fixtureOf('overview full'))
  await page.route(/assets\/usage-chart/, route => route.abort())
  await page.getByRole('link', { name: 'Usage', exact: true }).click()
  await page.getByText('Couldn’t load the chart').waitFor()
  await page.getByRole('link', { name: 'Activity', exact: true }).click()
  await page.getByRole('heading', { name: 'Activity' }).waitFor()
})

it('on a slow network the press shows at once: the tab is marked, and a bar', async () => {
  const page = await play(fixtureOf('overview full'))
  let release = () => {}
  const slow = new Promise<void>(resolve => {
    release = resolve
  })
  await page.route(/assets\/clients-page/, async route => {
    await slow
    await route.continue()
  })
  const tab = page.getByRole('link', { name: 'Clients', exact: true })
  await tab.click()
  await expect.poll(() => tab.getAttribute('class'), { timeout: 300 }).toContain('pressed')
  await expect.poll(() => page.locator('.loading-bar.shown').count(), { timeout: 300 }).toBe(1)
  release()
  await page.getByRole('heading', { name: 'Clients' }).waitFor()
  await expect.poll(() => page.locator('.loading-bar.shown, .pressed').count()).toBe(0)
})

it('double Enter does nothing twice', async () => {
  const late = (value: unknown) => () => ({ json: value, after: 300 })
  const page = await play({
    ...fixtureOf('access full'),
    answers: {
      'PATCH /api/zones/{zone}/settings': late(settings),
      'GET /api/zones/{zone}/people': json({ people: [] })
    }
  })
  const field = page.getByLabel('Add users')
  await field.fill('curie')
  // Both in one task of the page, sooner than any person.
  await field.evaluate(element => {
    const { form } = element as unknown as { form: { requestSubmit(): void } }
    form.requestSubmit()
    form.requestSubmit()
  })
  await page.waitForTimeout(900)
  const sent = stage.site.asked.filter(({ operation }) => operation.startsWith('PATCH'))
  expect(sent).toHaveLength(1)
})
