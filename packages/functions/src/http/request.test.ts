import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { bodyText, header, maxBodyBytes, recordedHeaders, requestFacts } from './request.ts'

const event = (fields: Record<string, unknown>) => ({ ...fields }) as unknown as APIGatewayProxyEventV2
const base64 = (bytes: Uint8Array | string) =>
  event({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true })
const coded = (code: string) => expect.objectContaining({ code })

describe('a body', () => {
  it('is text, encoded or not', () => {
    expect(bodyText(event({ body: '{"ö":1}' }))).toBe('{"ö":1}')
    expect(bodyText(base64('{"ö":1}'))).toBe('{"ö":1}')
    expect(bodyText(event({ body: 'e30=', isBase64Encoded: false }))).toBe('e30=')
  })

  it('that is not there is refused', () => {
    for (const fields of [{}, { body: '' }, { body: null }, { body: undefined, isBase64Encoded: true }])
      expect(() => bodyText(event(fields))).toThrow(coded('request.empty'))
  })

  it('has at most 64 kB of UTF-8, however it comes', () => {
    for (const text of ['x'.repeat(maxBodyBytes), 'ö'.repeat(maxBodyBytes / 2), '𝛂'.repeat(maxBodyBytes / 4)]) {
      expect(bodyText(event({ body: text }))).toBe(text)
      expect(bodyText(base64(text))).toBe(text)
      for (const longer of [event({ body: `${text}x` }), base64(`${text}x`)])
        expect(() => bodyText(longer)).toThrow(coded('request.too_large'))
    }
  })

  it('in bytes that are no UTF-8 is refused', () => {
    for (const bytes of [[0x80], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xff, 0xfe, 0x7b, 0x00]])
      expect(() => bodyText(base64(Uint8Array.from(bytes)))).toThrow(coded('request.not_utf8'))
  })

  it('keeps its byte order mark, so that its reader sees it', () => {
    expect(bodyText(base64('\ufeff{}'))).toBe('\ufeff{}')
  })
})

describe('a header', () => {
  it('is found by its name in any case', () => {
    const given = event({ headers: { Origin: 'a', 'USER-AGENT': 'b', referer: 'c' } })
    expect([header(given, 'origin'), header(given, 'user-agent'), header(given, 'referer')]).toEqual(['a', 'b', 'c'])
    expect(header(given, 'cookie')).toBeUndefined()
  })

  it('is not one that all objects have, and none is there where an event has none', () => {
    expect(header(event({ headers: {} }), '__proto__')).not.toBe('')
    expect(header(event({}), 'origin')).toBeUndefined()
  })
})

describe('the facts of a request', () => {
  it('are its time, and of its headers those that say where it came from, without queries', () => {
    const given = event({
      headers: {
        'user-agent': 'python',
        Referer: 'https://figurl.org/f?token=secret',
        origin: 'https://figurl.org',
        authorization: 'secret',
        cookie: 'secret',
        'x-forwarded-for': '1.2.3.4'
      },
      cookies: ['secret'],
      requestContext: { http: { sourceIp: '192.0.2.7' } }
    })
    expect(requestFacts(given, 5)).toEqual({
      requestTimestamp: 5,
      requestHeaders: {
        'user-agent': 'python',
        referer: 'https://figurl.org/f',
        origin: 'https://figurl.org',
        'x-real-ip': '192.0.2.7'
      }
    })
  })

  it('are short, whatever is sent', () => {
    const { 'user-agent': kept } = recordedHeaders(event({ headers: { 'user-agent': 'x'.repeat(9000) } }))
    expect(kept).toHaveLength(500)
    expect(recordedHeaders(event({}))).toEqual({})
  })
})
