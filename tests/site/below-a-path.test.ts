/** Issue 13, number 5: the site of a gateway on one machine below a path prefix, through a proxy on the same machine. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { startPrefixProxy } from '../../packages/local/testing/prefix-proxy.ts'
import { openWholeGateway, signIn, type WholeGateway } from './whole-gateway.ts'

let proxy: Awaited<ReturnType<typeof startPrefixProxy>>
let gateway: WholeGateway
beforeAll(async () => {
  proxy = await startPrefixProxy()
  gateway = await openWholeGateway({ PUBLIC_URL: proxy.url })
  proxy.target = gateway.url
}, 90_000)
afterAll(async () => {
  await gateway?.close()
  proxy?.close()
})

it('people sign in by name, walk through the site, register a client and sign out', { timeout: 60_000 }, async () => {
  const { url } = proxy
  const page = await gateway.person()
  const elsewhere: string[] = []
  page.on('request', request => {
    if (!request.url().startsWith(`${url}/`)) elsewhere.push(request.url())
  })
  await page.goto(`${url}/account/zones`)
  await signIn(page, 'ada')
  await page.waitForURL(`${url}/account/zones`)
  await page.getByRole('link', { name: 'default', exact: true }).click()
  await page.waitForURL(`${url}/zone/default`)
  await page.getByRole('link', { name: 'Access' }).click()
  await page.waitForURL(`${url}/zone/default/access`)
  await page.getByText('Add users').waitFor()
  await page.reload()
  await page.getByText('Add users').waitFor()
  await page.goto(new KacheryClient(url).registrationLink('rig 2'))
  await page.getByRole('button', { name: 'Register client' }).click()
  await page.getByText('Go back to your terminal').waitFor()
  await page.getByRole('button', { name: /^ada/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(`${url}/`)
  await page.getByText('Sign in to register clients').waitFor()
  await page.getByRole('button', { name: `Copy export KACHERY_GATEWAY_URL=${url}` }).waitFor()
  expect(elsewhere).toEqual([])
  expect(gateway.troubles()).toEqual([])
})

it('a sign-in that is refused is explained there, with its own status', { timeout: 60_000 }, async () => {
  const page = await gateway.person()
  const answer = page.waitForResponse(response => response.url().includes('/github/auth'))
  await page.goto(`${proxy.url}/github/auth?state=x&code=y`).catch(() => undefined)
  expect((await answer).status()).toBe(401)
  await page.getByText('longer than 10 minutes').waitFor()
  expect(page.url()).toBe(`${proxy.url}/sign-in?problem=sign_in.expired&return=%2F`)
})

it('a name that will not do is kept, and told what is wrong with it', { timeout: 60_000 }, async () => {
  const page = await gateway.person()
  await page.goto(`${proxy.url}/sign-in`)
  await page.locator('main').getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Name').fill('Ada Lovelace')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('no spaces').waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('Ada Lovelace')
  await page.getByLabel('Name').fill('a'.repeat(40))
  await page.getByText('At most 39 characters; this has 40.').waitFor()
})
