/** Bodies that no client would send: each is one 4xx sentence that repeats nothing of what came. */
import { describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { attackGateway, expectRefusal, expectSentence } from './handler.ts'

const gateway = attackGateway()
const find = { type: 'findFile', hashAlg: 'sha1', hash: sha1('content'), timestamp: gateway.clock.now }
const around = (payload: string) => `{"payload":${payload}}`
const members = JSON.stringify(find).slice(1, -1)
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')

const nothing = { objects: [], registry: [], ephemeral: [] }

describe('a body', () => {
  const malformed: [name: string, body: string | undefined, code: string][] = [
    ['that is missing', undefined, 'request.empty'],
    ['that is empty', '', 'request.empty'],
    ['of white space', ' \n', 'request.not_json'],
    ['with a byte order mark', `\ufeff${around(`{${members}}`)}`, 'request.not_json'],
    ['that is an array', '[]', 'request.invalid'],
    ['that is a string', '"payload"', 'request.invalid'],
    ['that is null', 'null', 'request.invalid'],
    ['without a payload', '{}', 'request.invalid'],
    ['with a payload in text', around(JSON.stringify(JSON.stringify(find))), 'request.invalid'],
    ['with an array for a payload', around(`[{${members}}]`), 'request.invalid'],
    ['with a payload given twice', `{"payload":{${members}},"payload":{${members}}}`, 'request.not_json'],
    ['with a field given twice', around(`{${members},"hash":"${find.hash}"}`), 'request.not_json'],
    ['with a field given twice in two spellings', around(`{${members},"h\\u0061sh":"x"}`), 'request.not_json'],
    ['with a field given twice deep down', around(`{${members},"x":{"a":[{"b":1,"b":2}]}}`), 'request.not_json'],
    ['with a type only in a prototype', around(`{"__proto__":{${members}}}`), 'request.unknown_type'],
    ['with a number beyond doubles', around(`{${members},"x":1e999}`), 'request.not_json'],
    ['with a number of 5000 digits', around(`{${members},"x":${'9'.repeat(5000)}}`), 'request.not_json'],
    ['with half a surrogate pair', around(`{${members},"x":"\ud800"}`), 'request.not_json'],
    ['with half a surrogate pair escaped', around(`{${members},"x":"\\udc00"}`), 'request.not_json'],
    ['with a control character in a string', around(`{${members},"x":"\u0007"}`), 'request.not_json'],
    ['nested 10,000 deep', around('['.repeat(10_000)), 'request.not_json'],
    ['nested in objects', around(`${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`), 'request.not_json'],
    ['with JavaScript', around(`{${members},}`), 'request.not_json'],
    ['with a comment', `${around(`{${members}}`)} // hello`, 'request.not_json'],
    ['with a second document', around(`{${members}}`).repeat(2), 'request.not_json'],
    ['with single quotes', "{'payload':{}}", 'request.not_json'],
    ['of HTML', '<script>alert(1)</script>', 'request.not_json']
  ]
  it.each(malformed)('%s is refused', async (_, body, code) => {
    gateway.forget()
    const answer = await gateway.send(body)
    expectRefusal(answer, 400, code)
    expect(gateway.touched()).toEqual(nothing)
  })

  it('of null, as some event sources say "none", is missing', async () => {
    const event = Object.assign({}, { body: null }) as object
    expectRefusal(await gateway.send('', event), 400, 'request.empty')
  })

  it.each([70_000, 200_000, 10_000_000])('of %d bytes is refused with the limit, at once', async length => {
    const body = around(`{${members},"x":"${'y'.repeat(length)}"}`)
    const began = performance.now()
    for (const answer of [
      await gateway.send(body),
      await gateway.send(base64(body), { isBase64Encoded: true }),
      await gateway.send(around(`{${members},"x":"${'ö'.repeat(length / 2)}"}`))
    ]) {
      expectRefusal(answer, 413, 'request.too_large')
      expect(answer.text).toContain('65,536 bytes')
    }
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('in base64 is read as what it encodes, and refused where that is no UTF-8', async () => {
    const whole = around(`{${members}}`)
    expect((await gateway.send(base64(whole), { isBase64Encoded: true })).status).toBe(200)
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
      const broken = Buffer.concat([Buffer.from(whole.slice(0, -2)), Buffer.from(bytes), Buffer.from('}}')])
      expectRefusal(await gateway.send(base64(broken), { isBase64Encoded: true }), 400, 'request.not_utf8')
    }
    for (const nonsense of ['====', '!!!!', base64('\ufeff{}')])
      expect((await gateway.send(nonsense, { isBase64Encoded: true })).status).toBe(400)
  })

  it('with keys that objects inherit is answered as if they were any others', async () => {
    const inherited = '"__proto__":{"zone":"lab","isAdmin":true},"constructor":{"prototype":{"x":1}},"toString":1'
    const answer = await gateway.send(`{"payload":{${members},${inherited}},${inherited}}`)
    expect(answer).toMatchObject({ status: 200, json: { type: 'findFile', found: false } })
    expect(Object.prototype).not.toHaveProperty('isAdmin')
    expect(Object.prototype).not.toHaveProperty('x')
  })
})

const requests: Record<string, Record<string, unknown>> = {
  findFile: { hashAlg: 'sha1', hash: find.hash, zone: 'default' },
  initiateFileUpload: { size: 1, hashAlg: 'sha1', hash: find.hash, zone: 'default' },
  finalizeFileUpload: { objectKey: 'uploads/x', size: 1, hashAlg: 'sha1', hash: find.hash, zone: 'default' },
  deleteFile: { hashAlg: 'sha1', hash: find.hash, zone: 'default' },
  getClientInfo: { clientId: '0'.repeat(64), zone: 'default' },
  getResourceInfo: { resourceName: 'x', zone: 'default' },
  getZoneInfo: { zoneName: 'default' }
}
const marker = 'do-not-repeat'
const values = [
  [],
  {},
  true,
  -1,
  0.5,
  1e300,
  [marker],
  { [marker]: marker },
  `\u001b[31m${marker}\u0007`,
  `${marker}\r\nx-error-code: x`,
  `\u202e${marker}`,
  marker.repeat(3000),
  `../${marker}`,
  `${marker}\0`
]

describe.each(Object.entries(requests))('%s', (type, fields) => {
  it.each(['type', 'timestamp', ...Object.keys(fields)])(
    'with nonsense for %s is refused without a word of it',
    async field => {
      gateway.forget()
      for (const value of values) {
        const answer = await gateway.ask({ type, ...fields, ...{ [field]: value } })
        // Times and sizes may be such numbers, and are then refused for what they say.
        expect([400, 401, 403, 413], `${field} ${JSON.stringify(value).slice(0, 60)}`).toContain(answer.status)
        expectSentence(answer)
        expect(answer.text).not.toContain(marker)
      }
      expect(gateway.touched().objects.filter(call => !call.startsWith('get settings'))).toEqual([])
    }
  )
})
