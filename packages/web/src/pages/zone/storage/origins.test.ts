import { expect, it } from 'vitest'
import { readOrigins } from './origins.ts'

it('issue 13, number 17: origins are read as browsers send them, each once, beside those that are there', () => {
  expect(readOrigins(' https://figurl.org/\n\nhttps://A.test:8080, https://figurl.org ', ['https://b.test'])).toEqual({
    ok: true,
    origins: ['https://b.test', 'https://figurl.org', 'https://a.test:8080']
  })
  expect(readOrigins('https://bücher.example')).toEqual({ ok: true, origins: ['https://xn--bcher-kva.example'] })
  expect(readOrigins('*')).toEqual({ ok: true, origins: ['*'] })
})

it.each([
  ['', 'at least one'],
  ['figurl.org', '“figurl.org” is not a web origin'],
  ['ftp://figurl.org', 'not a web origin'],
  ['https://figurl.org/f?v=1', 'not a web origin'],
  ['https://user@figurl.org', 'not a web origin'],
  ['data:text/html,x', 'not a web origin'],
  [Array.from({ length: 51 }, (_, at) => `https://a${at}.test`).join('\n'), 'at most 50']
])('issue 13, number 17: %j is told what is wrong with it', (text, reason) => {
  expect(readOrigins(text)).toEqual({ ok: false, mistake: expect.stringContaining(reason) })
})
