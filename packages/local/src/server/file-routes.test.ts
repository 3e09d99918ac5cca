/** What the routes of files answer, over HTTP; what their URLs are good for is the contract's matter as well. */
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawConnection } from '../../testing/raw-connection.ts'
import { startTestObjectStore, type TestObjectStore } from '../../testing/test-object-store.ts'

let opened: TestObjectStore
beforeAll(async () => {
  opened = await startTestObjectStore()
  await opened.store.put('a/file', Buffer.from('hello'))
})
afterAll(() => opened.close())

const textOf = async (key: string) => Buffer.from((await opened.store.get(key, 1e6))?.bytes ?? []).toString()
const forGet = () => opened.store.presignGet('a/file', 60)
const unfinished = () => readdir(join(opened.objects, 'unfinished'))

interface Sent {
  headers?: Record<string, string | number>
  body?: string
}

function send(url: string, method: string, { headers = {}, body = '' }: Sent = {}) {
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const sent = request(url, { method, headers }, answer => {
      let text = ''
      answer.on('data', chunk => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('a file', () => {
  it('is given as bytes that no browser shows as a page with rights', async () => {
    const answer = await fetch(await forGet())
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('hello')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'content-length': '5',
      'accept-ranges': 'bytes',
      'content-security-policy': expect.stringContaining('sandbox'),
      'x-content-type-options': 'nosniff'
    })
    for (const name of ['set-cookie', 'content-encoding']) expect(answer.headers.get(name)).toBeNull()
  })

  it('is asked for with HEAD: the same headers, no bytes', async () => {
    const [get, head] = await Promise.all([fetch(await forGet()), fetch(await forGet(), { method: 'HEAD' })])
    for (const name of ['content-length', 'etag', 'accept-ranges', 'content-type', 'last-modified']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name))
    }
    expect(await head.text()).toBe('')
  })

  it('of no bytes is given, and has no part', async () => {
    await opened.store.put('empty', Buffer.alloc(0))
    const url = await opened.store.presignGet('empty', 60)
    const whole = await fetch(url)
    expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([200, '0', ''])
    expect((await fetch(url, { headers: { range: 'bytes=0-' } })).status).toBe(416)
  })

  it('is given in parts, and says which part there is where one lies behind its end', async () => {
    const part = await fetch(await forGet(), { headers: { range: 'bytes=1-2' } })
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'el', 'bytes 1-2/5'])
    const behind = await fetch(await forGet(), { headers: { range: 'bytes=5-' } })
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, 'bytes */5'])
    const several = await fetch(await forGet(), { headers: { range: 'bytes=0-0,2-3' } })
    expect([several.status, await several.text()]).toEqual([200, 'hello'])
  })

  it('goes on where a download broke off, as long as it is the same', async () => {
    const etag = (await fetch(await forGet())).headers.get('etag') ?? ''
    const modified = (await fetch(await forGet())).headers.get('last-modified') ?? ''
    for (const condition of [etag, modified]) {
      const rest = await fetch(await forGet(), { headers: { range: 'bytes=3-', 'if-range': condition } })
      expect([rest.status, await rest.text()]).toEqual([206, 'lo'])
    }
    for (const condition of ['"another"', 'Thu, 01 Jan 1970 00:00:00 GMT', 'W/"weak"']) {
      const whole = await fetch(await forGet(), { headers: { range: 'bytes=3-', 'if-range': condition } })
      expect([whole.status, await whole.text()]).toEqual([200, 'hello'])
    }
    const known = await fetch(await forGet(), { headers: { 'if-none-match': `"x", ${etag}` } })
    expect([known.status, await known.text()]).toEqual([304, ''])
  })

  it('may be given under any address that leads here: a tunnel, a proxy that takes a prefix off', async () => {
    const url = new URL(await forGet())
    const path = url.pathname + url.search
    const answer = await fetch(`${opened.url.replace('127.0.0.1', 'localhost')}${path}`)
    expect(await answer.text()).toBe('hello')
    const { statuses } = await rawConnection(opened.url, [
      `GET ${path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`
    ])
    expect(statuses, 'a page that has renamed itself').toEqual([403])
  })

  it('that is gone is 404, in a sentence', async () => {
    const answer = await fetch(await opened.store.presignGet('nowhere', 60))
    expect(answer.status).toBe(404)
    expect(answer.headers.get('x-error-code')).toBe('files.not_found')
    expect(await answer.text()).toMatch(/^This file is not here/)
  })
})

describe('an upload', () => {
  it('is stored with none of its headers, which nobody obeys', async () => {
    await opened.store.put('secret', Buffer.from('secret'))
    const url = await opened.store.presignPut('uploaded', 5, 60)
    const headers = {
      'content-length': 5,
      'content-type': 'text/html',
      'content-encoding': 'gzip',
      'cache-control': 'public',
      'x-amz-copy-source': '/files/secret',
      'x-amz-meta-a': 'b',
      'x-amz-tagging': 'a=b',
      'x-amz-acl': 'public-read',
      'x-amz-storage-class': 'GLACIER',
      'x-amz-website-redirect-location': 'https://evil.example',
      'if-none-match': '*',
      range: 'bytes=0-0'
    }
    expect((await send(url, 'PUT', { headers, body: 'bytes' })).status).toBe(200)
    expect(await textOf('uploaded')).toBe('bytes')
    const answer = await fetch(await opened.store.presignGet('uploaded', 60))
    const given = Object.fromEntries(answer.headers)
    expect(given['content-type']).toBe('application/octet-stream')
    for (const name of Object.keys(headers).filter(one => !['content-length', 'content-type'].includes(one))) {
      expect(given, name).not.toHaveProperty(name)
    }
  })

  it('without its length is refused as S3 refuses it, the empty one in chunks too', async () => {
    const url = await opened.store.presignPut('chunked', 0, 60)
    for (const body of ['', 'x']) {
      const answer = await send(url, 'PUT', { headers: { 'transfer-encoding': 'chunked' }, body })
      expect([answer.status, answer.headers['x-error-code']]).toEqual([501, 'files.chunked'])
    }
    const { pathname, search, host } = new URL(url)
    const raw = await rawConnection(url, [
      `PUT ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`
    ])
    expect(raw.statuses).toEqual([411])
    expect(await opened.store.head('chunked')).toBeUndefined()
  })

  it('that breaks off leaves nothing, and one under way is not seen', async () => {
    const url = new URL(await opened.store.presignPut('broken', 1000, 60))
    const socket = connect(Number(url.port), '127.0.0.1')
    socket.write(
      `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(500)}`
    )
    await expect.poll(unfinished).toHaveLength(1)
    expect(await opened.store.head('broken')).toBeUndefined()
    socket.destroy()
    await expect.poll(unfinished).toHaveLength(0)
    expect(await opened.store.head('broken')).toBeUndefined()
  })

  it('is asked for before it is sent where a client wants to know, and refused before it is sent', async () => {
    const url = new URL(await opened.store.presignPut('continued', 5, 60))
    const head = (length: number) =>
      `PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-length: ${length}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n`
    async function* hesitating() {
      yield head(5)
      await new Promise(resolve => setTimeout(resolve, 200))
      yield 'hello'
    }
    expect((await rawConnection(url.href, hesitating())).statuses).toEqual([100, 200])
    expect((await rawConnection(url.href, [head(6)])).statuses).toEqual([403])
    expect(await textOf('continued')).toBe('hello')
  })

  it('of 160 MB costs no memory of its size', { timeout: 60_000 }, async () => {
    const size = 160_000_000
    const url = await opened.store.presignPut('large', size, 600)
    const piece = Buffer.alloc(1_000_000, 'x')
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(url, { method: 'PUT', headers: { 'content-length': size } }, answer => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
      })
      sent.on('error', reject)
      let left = size / piece.length
      const more = () => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
        if (left-- === 0) sent.end()
        else if (sent.write(piece)) setImmediate(more)
        else sent.once('drain', more)
      }
      more()
    })
    expect(status).toBe(200)
    expect(most).toBeLessThan(80_000_000)
    expect((await opened.store.head('large'))?.size).toBe(size)
    await opened.store.remove('large')
  })
})

describe('is refused, and nothing is read or written:', () => {
  it.each(['GET', 'HEAD', 'PUT'])('%s without a signature', async method => {
    const answer = await send(`${opened.url}/files/a/file`, method, {
      ...(method === 'PUT' ? { headers: { 'content-length': 4 }, body: 'evil' } : {})
    })
    expect([answer.status, answer.headers['x-error-code']]).toEqual([403, 'files.bad_signature'])
    expect(answer.text).not.toContain('hello')
    expect(await textOf('a/file')).toBe('hello')
  })

  it.each(['DELETE', 'POST', 'PATCH', 'TRACE'])('%s, with the methods there are', async method => {
    const answer = await send(await forGet(), method)
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, PUT, OPTIONS'])
    expect(await textOf('a/file')).toBe('hello')
  })

  it('a PUT with the URL of a GET, and the other way round', async () => {
    const put = await send(await forGet(), 'PUT', { headers: { 'content-length': 5 }, body: 'evil!' })
    expect(put.status).toBe(403)
    const get = await fetch(await opened.store.presignPut('a/file', 5, 60))
    expect(get.status).toBe(403)
    expect(await textOf('a/file')).toBe('hello')
  })

  it('an expired URL, with what to do', async () => {
    const url = await opened.openAt(() => Date.now() - 3_600_000).presignGet('a/file', 60)
    const answer = await fetch(url)
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([403, 'files.expired'])
    expect(await answer.text()).toMatch(/^This URL has expired; ask the gateway/)
  })

  it.each([
    '/files/../files/a/file',
    '/files/%2e%2e/files/a/file',
    '/files/..%2f..%2fetc%2fpasswd',
    '/files//a/file',
    '/files/a//file',
    '/files/a/FILE',
    '/files/a/file/',
    '/files/a\\file',
    '/files/a/file%00',
    '/files/%ff',
    '/files/',
    '//files/a/file'
  ])('a signed request for the path %j', async path => {
    const { search, host } = new URL(await forGet())
    const { statuses, text } = await rawConnection(opened.url, [
      `GET ${path}${search} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`
    ])
    expect(statuses).toHaveLength(1)
    expect(statuses[0]).toBeOneOf([400, 403, 404])
    expect(text).not.toMatch(/hello$/)
  })

  it.each(['-5', '5e0', '0x5', ' ', '5, 5', '99999999999999999999'])('a length of %j', async length => {
    const { pathname, search, host } = new URL(await opened.store.presignPut('odd-length', 5, 60))
    const head = `PUT ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n`
    const { statuses } = await rawConnection(opened.url, [`${head}hello`], 3_000)
    expect(statuses.every(status => status >= 400)).toBe(true)
    expect(await opened.store.head('odd-length')).toBeUndefined()
  })
})

describe('pages of other origins', () => {
  const origin = 'https://figurl.org'

  it('load ranges and store files, and read what they need of the answers', async () => {
    const url = await forGet()
    for (const method of ['GET', 'PUT']) {
      const headers = {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'content-type, range'
      }
      const asked = await fetch(url, { method: 'OPTIONS', headers })
      expect(asked.status).toBe(200)
      expect(asked.headers.get('access-control-allow-origin')).toBe('*')
      expect(asked.headers.get('access-control-allow-methods')).toContain(method)
      expect(asked.headers.get('access-control-allow-headers')).toContain('range')
    }
    const answer = await fetch(url, { headers: { origin, range: 'bytes=1-2' } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    for (const name of ['content-range', 'content-length', 'accept-ranges', 'etag']) {
      expect(answer.headers.get('access-control-expose-headers')).toContain(name)
      expect(answer.headers.get(name)).toBeTruthy()
    }
    const refused = await fetch(url.replace('file?', 'other?'), { headers: { origin } })
    expect(refused.headers.get('access-control-allow-origin'), 'they can tell their people why').toBe('*')
  })

  it('are those that the zone’s administrators set', async () => {
    await opened.store.setCors([origin])
    const ask = (from: string) => fetch(opened.url.concat('/files/x'), { method: 'OPTIONS', headers: { origin: from } })
    expect((await ask(origin)).headers.get('access-control-allow-origin')).toBe(origin)
    const stranger = await ask('https://evil.example')
    expect([stranger.status, stranger.headers.get('access-control-allow-origin')]).toEqual([403, null])
    const answer = await fetch(await forGet(), { headers: { origin: 'https://evil.example' } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('vary')).toBe('origin')
    await opened.store.setCors(['*'])
  })

  it('are any for reading where links lead to files, and those that are set for storing', async () => {
    await opened.store.setCors([origin], { anyoneReads: true })
    // What a browser says after a redirect from one origin to another.
    const headers = { origin: 'null' }
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(await forGet(), { method, headers: { ...headers, range: 'bytes=0-0' } })
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([206, '*'])
    }
    const ask = (method: string, from = 'null') =>
      fetch(opened.url.concat('/files/x'), {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': method }
      })
    const [get, put, own] = [await ask('GET'), await ask('PUT'), await ask('PUT', origin)]
    expect([get.status, put.status, own.status]).toEqual([200, 403, 200])
    expect(get.headers.get('access-control-allow-methods')).toBe('GET, HEAD')
    expect(own.headers.get('access-control-allow-methods')).toBe('GET, HEAD, PUT')
    await opened.store.setCors(['*'])
  })
})
