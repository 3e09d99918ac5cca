/** The function as CloudFront runs it: a script of its own, with nothing of Node around it. */
import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { expect, it } from 'vitest'

const source = readFileSync(new URL('rewrite-to-index.js', import.meta.url), 'utf8')

interface ViewerRequest {
  method: string
  uri: string
  querystring: Record<string, { value: string }>
  headers: Record<string, { value: string }>
}

function handled(request: ViewerRequest): ViewerRequest {
  const event = { version: '1.0', context: { eventType: 'viewer-request' }, request }
  const context = createContext({})
  runInContext(source, context)
  return JSON.parse(String(runInContext(`JSON.stringify(handler(${JSON.stringify(event)}))`, context)))
}

const hex = 'ab12cd34'.repeat(8)

it.each([
  '/',
  '/admin',
  `/client/${hex}`,
  `/client/${hex}/`,
  `/client/${hex}/more`,
  '/client/franklab.default',
  '/client/index.html',
  '/client/app.js',
  '/client/..%2f..%2fassets%2fx.js',
  '/client/%F0%9F%90%80',
  `/registerClient/${hex}`,
  '/registerClient/'
])('%s is the site’s index.html', uri => {
  expect(handled({ method: 'GET', uri, querystring: {}, headers: {} }).uri).toBe('/index.html')
})

it('leaves everything else of the request as it was', () => {
  const request = {
    method: 'HEAD',
    uri: '/admin',
    querystring: { zone: { value: 'franklab.default' } },
    headers: { host: { value: 'gateway.example' } }
  }
  expect(handled(request)).toEqual({ ...request, uri: '/index.html' })
})

it('is small enough for CloudFront, which takes 10 kB', () => {
  expect(Buffer.byteLength(source)).toBeLessThan(10_000)
})
