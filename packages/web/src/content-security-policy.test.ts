import { expect, it } from 'vitest'
import { assetsPolicy, contentSecurityPolicy } from './content-security-policy.ts'

const directives = (policy: string) => new Map(policy.split('; ').map(line => [line.split(' ')[0], line]))

it('knows nothing inline, no eval and no host but the site’s own and the one with the pictures of accounts', () => {
  expect(contentSecurityPolicy().replace(' https://avatars.githubusercontent.com', '')).not.toMatch(/unsafe|https?:|\*/)
})

it('lets pages start the site’s own workers alone, which compile WebAssembly and send to buckets; pages do neither', () => {
  const [pages, assets] = [directives(contentSecurityPolicy()), directives(assetsPolicy)]
  expect([pages.get('worker-src'), pages.get('connect-src')]).toEqual(["worker-src 'self'", "connect-src 'self'"])
  expect([assets.get('script-src'), assets.get('connect-src')]).toEqual([
    "script-src 'self' 'wasm-unsafe-eval'",
    "connect-src 'self' http: https:"
  ])
  expect(assetsPolicy).not.toMatch(/'unsafe|data:|\*/)
})

it('with a GitHub, forms may go there and nothing else changes', () => {
  const [without, having] = [
    directives(contentSecurityPolicy()),
    directives(contentSecurityPolicy({ github: 'https://github.com' }))
  ]
  const added = [...having].filter(([name, line]) => without.get(name) !== line).map(([, line]) => line)
  expect(added).toEqual(["form-action 'self' https://github.com"])
})

it('with reCAPTCHA, Google’s hosts are added and nothing else', () => {
  const [without, having] = [
    directives(contentSecurityPolicy()),
    directives(contentSecurityPolicy({ recaptcha: true }))
  ]
  const added = [...having].filter(([name, line]) => without.get(name) !== line).map(([, line]) => line)
  expect(added).toEqual([
    "script-src 'self' https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/",
    "connect-src 'self' https://www.google.com/recaptcha/",
    'frame-src https://www.google.com/recaptcha/'
  ])
})
