/** Signing in with GitHub to a gateway on one machine, in a real browser; GitHub is another site that can misbehave. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { type FakeGithub, startFakeGithub } from '../../packages/functions/testing/fake-github.ts'
import { openWholeGateway, type WholeGateway } from './whole-gateway.ts'

const app = { clientId: 'the-app', clientSecret: 'the-secret-of-the-app' }
let github: FakeGithub
let gateway: WholeGateway
beforeAll(async () => {
  github = await startFakeGithub(app)
  // To the browser another site than the gateway, which is at 127.0.0.1.
  const GITHUB_URL = github.url.replace('127.0.0.1', 'localhost')
  gateway = await openWholeGateway({
    GITHUB_CLIENT_ID: app.clientId,
    GITHUB_CLIENT_SECRET: app.clientSecret,
    GITHUB_URL
  })
}, 90_000)
afterAll(async () => {
  await gateway?.close()
  await github?.close()
})
beforeEach(() => {
  github.misbehaves = {}
  github.asksFirst = false
  github.visitor = { id: 101, login: 'ann' }
})

const deep = '/zone/default/access?as=file'

/** Somebody who was sent a link, and is asked to sign in. */
async function atDeepPage(): Promise<Page> {
  const page = await gateway.person()
  await page.goto(gateway.url + deep)
  await page.getByText('Sign in to look after this zone').waitFor()
  return page
}

const signIn = (page: Page) => page.locator('main').getByRole('link', { name: 'Sign in', exact: true }).click()
const isBack = async (page: Page, login = 'ann') => {
  await page.getByRole('button', { name: new RegExp(`^${login}`) }).waitFor()
  expect(page.url()).toBe(gateway.url + deep)
}
const whoIs = async (page: Page) => (await (await page.request.get(`${gateway.url}/api/me`)).json()).me?.login

/** The page that explains, whose way out is to start again. */
async function expectExplained(page: Page, sentence: string): Promise<void> {
  await page.getByText(sentence).waitFor()
  await page.getByText('You aren’t signed in', { exact: true }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  expect(await whoIs(page)).toBeUndefined()
}
const signInAgain = (page: Page) => page.getByRole('link', { name: 'Sign in again' }).click()

it('from a deep page one comes back to it, signed in as GitHub says, and registers a client', async () => {
  const page = await atDeepPage()
  github.asked.length = 0
  await signIn(page)
  await isBack(page)
  expect(github.asked.map(query => query.get('redirect_uri'))).toEqual([`${gateway.url}/github/auth`])
  expect(await page.evaluate('document.cookie')).toBe('')

  const client = new KacheryClient(gateway.url)
  await page.goto(client.registrationLink('rig 9'))
  await page.getByRole('button', { name: 'Register client' }).click()
  await page.getByText('Go back to your terminal').waitFor()
  expect(await client.ask({ type: 'getClientInfo', clientId: client.clientId })).toMatchObject({
    found: true,
    client: { ownerId: 'ann' }
  })
  expect(gateway.troubles()).toEqual([])
})

it('whoever shares their teams at GitHub is led there for it, sees what is kept, and has it forgotten', async () => {
  const page = await atDeepPage()
  await signIn(page)
  await isBack(page)
  await page.getByRole('button', { name: /^ann/ }).click()
  await page.getByRole('menuitem', { name: 'My account' }).click()
  await page.getByRole('link', { name: 'Signing out' }).click()
  github.asked.length = 0
  await page.getByRole('link', { name: 'Share my GitHub teams' }).click()
  await page.getByText('none that a zone here names').waitFor()
  expect(github.asked.map(query => query.get('scope'))).toEqual(['read:org'])
  await page.getByRole('button', { name: 'Forget my GitHub teams' }).click()
  await page.getByRole('link', { name: 'Share my GitHub teams' }).waitFor()
  expect(gateway.troubles()).toEqual([])
})

it('who refuses at GitHub is told so, and may think better of it', async () => {
  github.visitor = undefined
  const page = await atDeepPage()
  await signIn(page)
  await expectExplained(page, 'You didn’t allow GitHub to tell this gateway who you are')
  github.visitor = { id: 101, login: 'ann' }
  await signInAgain(page)
  await isBack(page)
})

it.each([
  ['answers 500 for a token', { token: 'status_500' }],
  ['says 200 with an error in it', { token: 'error_in_200' }],
  ['says 200 with no JSON', { token: 'no_json' }],
  ['does not answer', { token: 'slow' }],
  ['answers 500 for who it is', { user: 'status_500' }],
  ['does not say who it is', { user: 'slow' }],
  ['has had enough of us', { user: 'rate_limited' }]
] as const)('where GitHub %s, that is explained, and another try works', { timeout: 60_000 }, async (_, misbehaves) => {
  const page = await atDeepPage()
  github.misbehaves = misbehaves
  await signIn(page)
  await expectExplained(page, 'GitHub or a store of this gateway isn’t responding')
  github.misbehaves = {}
  await signInAgain(page)
  await isBack(page)
})

it('a sign-in that took too long is explained, and another try works', async () => {
  github.asksFirst = true
  const page = await atDeepPage()
  await signIn(page)
  const authorize = page.getByRole('link', { name: 'Authorize' })
  await authorize.waitFor()
  // As the browser does after 10 minutes.
  await page.context().clearCookies()
  await authorize.click()
  await expectExplained(page, 'The sign-in took longer than 10 minutes')
  await signInAgain(page)
  await authorize.click()
  await page.getByRole('button', { name: /^ann/ }).waitFor()
})

it('somebody else’s way back counts for nobody: whoever is led there is not signed in as them', async () => {
  github.visitor = { id: 666, login: 'mallory' }
  github.asksFirst = true
  const mallory = await atDeepPage()
  await signIn(mallory)
  const trap = await mallory.getByRole('link', { name: 'Authorize' }).getAttribute('href')
  const page = await atDeepPage()
  await page.goto(trap ?? '')
  await expectExplained(page, 'began in another browser')
  github.visitor = { id: 101, login: 'ann' }
  github.asksFirst = false
  await signInAgain(page)
  await page.getByRole('button', { name: /^ann/ }).waitFor()
})

it('another account under a login that is known here is refused, and told whom to ask', async () => {
  const ann = await atDeepPage()
  await signIn(ann)
  await isBack(ann)
  github.visitor = { id: 202, login: 'ann' }
  const page = await atDeepPage()
  await signIn(page)
  await expectExplained(page, 'This gateway knows your login as another account’s')
})
