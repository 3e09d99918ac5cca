/**
 * reCAPTCHA without Google: its scripts, which load each other as Google's do, are given to a browser in place of the
 * network, and its siteverify is a server on this machine. A token says for which key and act it was made.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'

export interface FakeGoogle {
  verifyUrl: string
  /** What siteverify says of every token beside its act. */
  verdict: { success: boolean; score: number; hostname: string; action?: string }
  /** Tokens that siteverify was asked about, with the right secret. */
  readonly asked: string[]
  close(): Promise<void>
}

export async function startFakeGoogle(secretKey: string): Promise<FakeGoogle> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const fields = new URLSearchParams(text)
    const token = fields.get('response') ?? ''
    if (fields.get('secret') !== secretKey) return void response.end(JSON.stringify({ success: false }))
    asked.push(token)
    response.end(JSON.stringify({ action: token.split('.')[1], ...google.verdict }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const google: FakeGoogle = {
    verifyUrl: `http://127.0.0.1:${port}/siteverify`,
    verdict: { success: true, score: 0.9, hostname: '127.0.0.1' },
    asked,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
  return google
}

/** As Google's: it knows `ready` alone, and has the rest brought from the other host. */
const api = `{
const waiting = []
window.grecaptcha = { ready: then => waiting.push(then) }
window.fakeRecaptcha = { waiting, key: new URL(document.currentScript.src).searchParams.get('render') }
document.head.append(Object.assign(document.createElement('script'), { src: 'https://www.gstatic.com/recaptcha/rest.js' }))
}`
const rest = `{
const { waiting, key } = window.fakeRecaptcha
const frame = Object.assign(document.createElement('iframe'), { src: 'https://www.google.com/recaptcha/anchor', hidden: true })
frame.addEventListener('load', () => waiting.splice(0).forEach(then => then()))
document.body.append(frame)
window.grecaptcha.ready = then => then()
window.grecaptcha.execute = async (siteKey, { action }) => {
  if (siteKey !== key) throw new Error('another key')
  const answer = await fetch('https://www.google.com/recaptcha/reload')
  return siteKey + '.' + action + '.' + await answer.text()
}
}`

export interface Visited {
  /** What Google's hosts were asked, in order. */
  asked: string[]
  /** A host that something in the browser blocks. */
  blocked: string | undefined
}

/** Google's hosts as this browser meets them. */
export async function meetGoogle(page: Page): Promise<Visited> {
  const visited: Visited = { asked: [], blocked: undefined }
  const scripts: Record<string, string> = { '/recaptcha/api.js': api, '/recaptcha/rest.js': rest }
  await page.route(/^https:\/\/(\w+\.)*(google|gstatic)\.com\//, route => {
    const { host, pathname } = new URL(route.request().url())
    visited.asked.push(host + pathname)
    if (host === visited.blocked) return route.abort('blockedbyclient')
    const script = scripts[pathname]
    return script === undefined
      ? route.fulfill({ body: 'made', contentType: 'text/html', headers: { 'access-control-allow-origin': '*' } })
      : route.fulfill({ body: script, contentType: 'text/javascript' })
  })
  return visited
}
