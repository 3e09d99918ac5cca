/**
 * Paths and queries as an HTTP API (payload format 2.0) gives them to a function: left what a client sent, right `rawPath`.
 * The pairs were captured at AWS: https://github.com/hotsock/voker/tree/main/vokerhttp/testdata
 */
import { expect, it } from 'vitest'
import { sentPath } from './sent-path.ts'

it.each([
  ['/z/lab/sha1/ab/plain.nwb', '/z/lab/sha1/ab/plain.nwb'],
  ['/z/lab/sha1/ab/space%20value', '/z/lab/sha1/ab/space value'],
  ['/z/lab/sha1/ab/hash%23value', '/z/lab/sha1/ab/hash#value'],
  ['/z/lab/sha1/ab/unicode-%CE%BB-%E4%B8%96%E7%95%8C', '/z/lab/sha1/ab/unicode-λ-世界'],
  ['/z/lab/sha1/ab/one+two', '/z/lab/sha1/ab/one+two'],
  ['/z/lab/sha1/ab/literal%3Fvalue', '/z/lab/sha1/ab/literal?value'],
  ['/z/lab/sha1/ab/100%25', '/z/lab/sha1/ab/100%'],
  ['/z/lab/sha1/ab/%F0%9F%90%AD', '/z/lab/sha1/ab/🐭'],
  // From a door that decodes nothing.
  ['/z/lab/sha1/ab/space%20value', '/z/lab/sha1/ab/space%20value'],
  ['/%EF%BF%BD', '/\ud800']
])('%s is made of what an HTTP API gives', (sent, raw) => {
  expect(sentPath(raw)).toBe(sent)
})
