import { expect, it } from 'vitest'
import { ledToOneSlash, oneSlash } from './one-slash.ts'

it.each([
  ['//api/gateway', '/api/gateway'],
  ['///api/findFile', '/api/findFile'],
  ['/api/gateway', '/api/gateway'],
  ['/api//gateway', '/api//gateway'],
  ['/', '/'],
  ['//', '/'],
  ['/\\evil.example', '/evil.example'],
  ['//\\/evil.example', '/evil.example']
])('13.1: %s is %s', (path, own) => {
  expect(oneSlash(path)).toBe(own)
})

it('13.1: a browser that asks for a page is led there, on this host, with its query as it was', () => {
  const location = (method: string, path: string, query = '') => ledToOneSlash(method, path, query)?.headers?.location
  expect(location('GET', '//registerClient/ab', 'signature=00&label=a%20b')).toBe(
    '/registerClient/ab?signature=00&label=a%20b'
  )
  expect(location('HEAD', '///')).toBe('/')
  for (const path of ['//evil.example', '/\\evil.example', '//\\\\evil.example/x'])
    expect(location('GET', path)).toMatch(/^\/evil/)
  expect(location('GET', '/zone/x')).toBeUndefined()
})

it('13.1: programs are answered where they are', () => {
  expect(ledToOneSlash('POST', '//api/gateway', '')).toBeUndefined()
  expect(ledToOneSlash('GET', '//api/health', '')).toBeUndefined()
  expect(ledToOneSlash('OPTIONS', '//api/gateway', '')).toBeUndefined()
})
