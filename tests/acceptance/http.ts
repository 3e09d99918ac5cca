/** The HTTP around the wire: routes that are not there, bodies that are too large, connections that stay sane. */
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { expectRefusal, type TheSubject, unknownHash } from './subject.ts'

export function httpSuite(the: TheSubject): void {
  describe('HTTP', () => {
    const answerOf = async (response: Response) => ({
      status: response.status,
      code: response.headers.get('x-error-code') ?? undefined,
      text: await response.text(),
      json: {},
      headers: response.headers
    })

    it.each([
      ['POST', '/api/gateway/x'],
      ['POST', '/api/Gateway'],
      ['POST', '/api//gateway'],
      ['GET', '/api/nothing'],
      ['GET', '/no/such/page'],
      ['GET', '/..%2f..%2fetc%2fpasswd'],
      ['GET', '/%ff%00']
    ])('%s %s: there is nothing', async (method, path) => {
      expectRefusal(await answerOf(await fetch(`${the().url}${path}`, { method })), 404, 'route.not_found')
    })

    it.each([
      ['GET', '/api/gateway', 'POST, OPTIONS'],
      ['PUT', '/api/gateway', 'POST, OPTIONS'],
      ['DELETE', '/api/findFile', 'POST, OPTIONS'],
      ['GET', '/api/kacherycloud', 'POST'],
      ['POST', '/api/health', 'GET, HEAD'],
      ['DELETE', '/api/me', 'GET, HEAD']
    ])('13.6: %s %s: the method is wrong, and those that are right are told', async (method, path, allow) => {
      const response = await fetch(`${the().url}${path}`, { method })
      const sentence = expectRefusal(await answerOf(response), 405, 'route.wrong_method')
      expect(sentence).toBe(`Method ${method} doesn't work at ${path}; use ${allow.replace(', ', ' or ')}.`)
      expect(response.headers.get('allow')).toBe(allow)
    })

    it.each([
      ['/api/gateway', 405],
      ['/api/nothing', 404]
    ])('HEAD %s: there is nothing, without a body', async (path, status) => {
      const response = await fetch(`${the().url}${path}`, { method: 'HEAD' })
      expect([response.status, await response.text()]).toEqual([status, ''])
    })

    it('13.6: POST /api/kacherycloud, which clients before 0.3.5 ask: they are told to upgrade', async () => {
      const url = `${the().url}/api/kacherycloud`
      const answer = await answerOf(await fetch(url, { method: 'POST', body: '{"payload":{"type":"findFile"}}' }))
      expect(expectRefusal(answer, 410, 'client.too_old')).toContain('pip install --upgrade kachery-cloud')
    })

    it.each(['/', '//', '///'])('13.1: a base URL that ends in %s is as good as one without', async slashes => {
      const { unregistered, url } = the()
      const find = JSON.stringify(unregistered.envelope({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() }))
      const headers = { 'content-type': 'application/json' }
      const first = await fetch(`${url}${slashes}api/gateway`, { method: 'POST', headers, body: find })
      expect([first.status, await first.text()]).toEqual([200, '{"type":"findFile","found":false}'])
      const body = JSON.stringify({
        type: 'findFileRequest',
        hashAlg: 'sha1',
        hash: unknownHash(),
        zoneName: 'default'
      })
      const second = await fetch(`${url}${slashes}api/findFile`, { method: 'POST', headers, body })
      expect([second.status, await second.text()]).toEqual([200, '{"type":"findFileResponse","found":false}'])
      expect((await fetch(`${url}${slashes}api/health`)).status).toBe(200)
    })

    it('13.1: a link with two slashes leads a browser to the page, with its query, and never to another host', async () => {
      const { url } = the()
      const led = await fetch(`${url}//registerClient/${'ab'.repeat(32)}?signature=00&label=a%20b`, {
        redirect: 'manual'
      })
      expect([led.status, led.headers.get('location')]).toEqual([
        308,
        `/registerClient/${'ab'.repeat(32)}?signature=00&label=a%20b`
      ])
      const elsewhere = await fetch(`${url}//evil.example/x`, { redirect: 'manual' })
      expect(elsewhere.headers.get('location')).toBe('/evil.example/x')
    })

    it('GET /api/health: it answers', async () => {
      const response = await fetch(`${the().url}/api/health`)
      expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ status: 'ok' })])
    })

    describe('a body of more than 64 kB', () => {
      it('is refused, a byte less is read', async () => {
        const { unregistered } = the()
        const find = JSON.stringify(unregistered.envelope({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() }))
        const fits = await unregistered.post(find.padEnd(65_536, ' '))
        expect(fits.json).toEqual({ type: 'findFile', found: false })
        const answer = await unregistered.post(find.padEnd(65_537, ' '))
        expect(expectRefusal(answer, 413, 'request.too_large')).toContain('65,536 bytes')
      })

      it('of 10 MB is refused, whole or in chunks, and the next request is answered', async () => {
        for (const announced of the().speaksHttp === false ? [true] : [true, false]) {
          const { unregistered, url } = the()
          const agent = new Agent({ keepAlive: true, maxSockets: 1 })
          const big = await send(`${url}/api/gateway`, agent, Buffer.alloc(10_000_000, 0x20), announced)
          expect([big.status, big.code]).toEqual([413, 'request.too_large'])
          const find = unregistered.envelope({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() })
          const next = await send(`${url}/api/gateway`, agent, Buffer.from(JSON.stringify(find)), true)
          expect([next.status, next.text]).toEqual([200, '{"type":"findFile","found":false}'])
          agent.destroy()
        }
      })

      it('of 10 MB from clients that read only once they have sent everything: they read the refusal', async () => {
        const answer = await the().unregistered.post(new Uint8Array(10_000_000))
        expectRefusal(answer, 413, 'request.too_large')
      })
    })

    it('a client that sends half a request and goes away costs nobody else anything', async () => {
      const { url, unregistered } = the()
      const { hostname, port } = new URL(url)
      if (!url.startsWith('http:')) return
      for (let count = 0; count < 20; count++) {
        const socket = connect(Number(port), hostname)
        await new Promise(resolve => socket.once('connect', resolve))
        socket.write('POST /api/gateway HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"payl')
        setTimeout(() => socket.destroy(), 50)
      }
      const answer = await unregistered.request({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() })
      expect(answer.status).toBe(200)
    })

    it('what is no HTTP is told so, and does no harm', async () => {
      const { url, unregistered, speaksHttp = true } = the()
      const { hostname, port } = new URL(url)
      if (!url.startsWith('http:')) return
      const socket = connect(Number(port), hostname)
      const said = await new Promise<string>((resolve, reject) => {
        let text = ''
        socket.setEncoding('utf8').on('data', (more: string) => {
          text += more
        })
        socket.once('error', reject).once('close', () => resolve(text))
        socket.write('\u0016\u0003\u0001 hello\r\n\r\n')
      })
      expect(said).toMatch(speaksHttp ? /^HTTP\/1\.1 400 / : /400/)
      expect((await unregistered.request({ type: 'getZoneInfo', zoneName: 'x' })).status).toBe(200)
    })
  })
}

interface Said {
  status: number
  code: unknown
  text: string
}

/** Sends the body, with its length announced or in chunks, and reads whatever comes while it does. */
function send(url: string, agent: Agent, body: Buffer, announced: boolean): Promise<Said> {
  return new Promise((resolve, reject) => {
    const length = announced ? { 'content-length': body.length } : {}
    const headers = { 'content-type': 'application/json', ...length }
    const sent = request(url, { method: 'POST', agent, headers }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more
      })
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, code: response.headers['x-error-code'], text })
      )
    })
    sent.once('error', reject)
    for (let at = 0; at < body.length; at += 65_536) sent.write(body.subarray(at, at + 65_536))
    sent.end()
  })
}
