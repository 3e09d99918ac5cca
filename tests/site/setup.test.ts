/** The page of npm run setup, in a real browser under the policy of a deployed site; GitHub is another site. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage } from './administration/stage.ts'
import { nobodyCan, signedOut } from './answers.ts'
import { fixtures } from './fixtures.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 90_000)
afterAll(() => stage.close())

const fixtureOf = (name: string) => {
  const found = fixtures.find(each => each.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

it('sends GitHub the manifest at one press, and nobody the token but the gateway', async () => {
  const { page, end } = await stage.play(fixtureOf('setup'))
  const sent: { url: string; body: string | null }[] = []
  const headers: string[] = []
  await page.route('https://github.com/**', async (route, request) => {
    sent.push({ url: request.url(), body: request.postData() })
    headers.push(JSON.stringify(request.headers()))
    await route.fulfill({ contentType: 'text/html', body: '<title>GitHub</title>' })
  })
  await page.getByRole('button', { name: 'Make the app at GitHub' }).click()
  await expect.poll(() => page.title()).toBe('GitHub')
  expect(sent).toEqual([
    {
      url: 'https://github.com/settings/apps/new?state=7a7a',
      body: String(new URLSearchParams({ manifest: '{"name":"Kachery d1234abcd"}' }))
    }
  ])
  expect(headers.join()).not.toContain('7a'.repeat(32))
  expect(stage.site.asked.filter(({ operation }) => operation.startsWith('POST'))).toEqual([
    { operation: 'POST /api/setup/sign-in', asked: expect.objectContaining({ body: { token: '7a'.repeat(32) } }) }
  ])
  await end()
})

it('waits until the gateway has what GitHub made, then leads to signing in', async () => {
  const { page, troubles, end } = await stage.play(fixtureOf('setup waiting'))
  const signIn = page.locator('main').getByRole('link', { name: 'Sign in' })
  expect(await signIn.count()).toBe(0)
  stage.answer({ 'GET /api/me': signedOut })
  await signIn.waitFor()
  expect(await signIn.getAttribute('href')).toBe('/api/sign-in?return=%2Fgateway')
  stage.answer({ 'GET /api/me': nobodyCan })
  expect(troubles).toEqual([])
  await end()
})
