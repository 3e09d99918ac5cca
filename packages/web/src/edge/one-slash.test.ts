/** The function as CloudFront runs it: a script of its own, with nothing of Node around it. */
import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { expect, it } from 'vitest'

const source = readFileSync(new URL('one-slash.js', import.meta.url), 'utf8')

function handled(method: string, uri: string, querystring: object = {}): unknown {
  const event = {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    request: { method, uri, querystring, headers: {} }
  }
  const context = createContext({})
  runInContext(source, context)
  return JSON.parse(String(runInContext(`JSON.stringify(handler(${JSON.stringify(event)}))`, context)))
}

it.each(['/api/gateway', '/api/zones/a//b', '/', '/robots.txt'])('leaves %s as it is', uri => {
  expect(handled('GET', uri)).toEqual({ method: 'GET', uri, querystring: {}, headers: {} })
})

it.each([
  ['POST', '//api/gateway', '/api/gateway'],
  ['POST', '///api/findFile', '/api/findFile'],
  ['OPTIONS', '//api/gateway', '/api/gateway'],
  ['GET', '//api/health', '/api/health']
])('13.1: %s %s is the API’s %s', (method, uri, own) => {
  expect(handled(method, uri)).toEqual({ method, uri: own, querystring: {}, headers: {} })
})

it('13.1: a link that a client printed leads to its page, with all that it says', () => {
  const query = {
    signature: { value: '00ff' },
    label: { value: 'a%20b' },
    x: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] }
  }
  expect(handled('GET', '//registerClient/ab', query)).toMatchObject({
    statusCode: 308,
    headers: { location: { value: '/registerClient/ab?signature=00ff&label=a%20b&x=1&x=2' } }
  })
})

it('the token of a link to files goes on in a header, which no log has', () => {
  const token = `link_${'0f'.repeat(16)}`
  for (const [uri, own] of [
    [`/s/${token}`, '/s/-'],
    [`/s/${token}/a.nwb`, '/s/-/a.nwb']
  ] as const)
    expect(handled('GET', uri)).toMatchObject({ uri: own, headers: { 'x-share-token': { value: token } } })
  expect(handled('GET', `/s/${token}0`)).toMatchObject({ uri: `/s/${token}0` })
  expect(handled('GET', `//s/${token}`)).toMatchObject({ headers: { location: { value: `/s/${token}` } } })
})

it.each(['//evil.example', '//\\evil.example/x', '/\\/evil.example'])('%s leads to no other host', uri => {
  expect(handled('GET', uri)).toMatchObject({ headers: { location: { value: expect.stringMatching(/^\/evil/) } } })
})

it('is small enough for CloudFront, which takes 10 kB', () => {
  expect(Buffer.byteLength(source)).toBeLessThan(10_000)
})
