/** The site as the gateway on one machine serves it, over HTTP. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assetsPolicy, contentSecurityPolicy } from '@kachery-gateway/web/content-security-policy.ts'
import { sitePages } from '@kachery-gateway/web/pages.ts'
import { expect, it } from 'vitest'
import { startTestGateway, temporaryDirectory } from '../../testing/test-local-gateway.ts'

const browser = { headers: { accept: 'text/html' } }

async function start() {
  const siteFolder = await temporaryDirectory()
  await mkdir(join(siteFolder, 'assets'))
  await writeFile(join(siteFolder, 'index.html'), '<!doctype html><title>site</title>')
  await writeFile(join(siteFolder, 'assets/index-Ab1_-x.js'), 'export {}')
  await writeFile(join(siteFolder, 'secret.txt'), 'not for the web')
  return { siteFolder, ...(await startTestGateway({ siteFolder })) }
}

it('every page of the site is its index.html, under the policy of the deployed one', async () => {
  const { url } = await start()
  for (const route of Object.values(sitePages)) {
    const page = await fetch(url + route.replace(/:\w+/g, 'franklab.default'), browser)
    expect([page.status, await page.text()], route).toEqual([200, '<!doctype html><title>site</title>'])
    expect(page.headers.get('content-security-policy')).toBe(contentSecurityPolicy())
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  }
})

it('assets may be kept for ever, pages may not', async () => {
  const { url } = await start()
  const asset = await fetch(`${url}/assets/index-Ab1_-x.js`)
  expect([asset.status, asset.headers.get('content-type'), asset.headers.get('cache-control')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable'
  ])
  expect(asset.headers.get('content-security-policy')).toBe(assetsPolicy)
  expect((await fetch(url, browser)).headers.get('cache-control')).toBe('no-cache')
})

it.each(['..%2fsecret.txt', '..%2findex.html', 'no-such.js', 'a%00.js', '..%5csecret.txt'])(
  'no other file is given out for /assets/%s',
  async name => {
    const { url } = await start()
    const answer = await fetch(`${url}/assets/${name}`, { headers: { accept: '*/*' } })
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('not for the web')
  }
)

it('what is not there is the site’s page for browsers and a sentence for programs', async () => {
  const { url } = await start()
  const page = await fetch(`${url}/nowhere`, browser)
  expect([page.status, page.headers.get('x-error-code'), await page.text()]).toEqual([
    404,
    'route.not_found',
    '<!doctype html><title>site</title>'
  ])
  const sentence = await fetch(`${url}/nowhere`, { headers: { accept: '*/*' } })
  expect([sentence.status, sentence.headers.get('x-error-code')]).toEqual([404, 'route.not_found'])
  expect(await sentence.text()).toBe("There's nothing at GET /nowhere.")
})

it('a site that is not built says how to build it, and clients are answered without it', async () => {
  const { url } = await startTestGateway()
  const page = await fetch(url, browser)
  expect([page.status, page.headers.get('x-error-code')]).toEqual([503, 'site.not_built'])
  expect(await page.text()).toContain('npm run build:site')
  expect((await fetch(`${url}/nowhere`, browser)).status).toBe(404)
  expect((await fetch(`${url}/api/health`)).status).toBe(200)
})
