import { expect, it } from 'vitest'
import { readOrigins } from './origins.ts'

it('origins are read from lines, each once', () => {
  expect(readOrigins(' https://figurl.org\n\nhttps://a.test:8080, https://figurl.org ')).toEqual({
    ok: true,
    origins: ['https://figurl.org', 'https://a.test:8080']
  })
  expect(readOrigins('*')).toEqual({ ok: true, origins: ['*'] })
})

it.each([
  ['', 'at least one'],
  ['figurl.org', 'figurl.org is no origin'],
  ['https://figurl.org/', 'write https://figurl.org.'],
  ['https://FIGURL.org', 'write https://figurl.org.'],
  ['data:text/html,x', 'is no origin'],
  [Array.from({ length: 51 }, (_, at) => `https://a${at}.test`).join('\n'), 'at most 50']
])('%j is told what is wrong with it', (text, reason) => {
  expect(readOrigins(text)).toEqual({ ok: false, mistake: expect.stringContaining(reason) })
})
