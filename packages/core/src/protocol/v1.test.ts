import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../errors.ts'
import { toValue } from '../signing/json-node.ts'
import { readJson } from '../signing/json-text.ts'
import { readRequest, v1 } from './v1.ts'

const hash = 'b971c6ef19b1d70ae8f0feb989b106c319b36230'
const clientId = '3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29'
const timestamp = 1700000000123
const zone = 'franklab.default'

const requests = [
  { type: 'findFile', timestamp, zone, hashAlg: 'sha1', hash },
  { type: 'initiateFileUpload', size: 13, timestamp, zone, hashAlg: 'sha1', hash },
  { type: 'finalizeFileUpload', objectKey: 'uploads/x', size: 0, timestamp, zone, hashAlg: 'sha1', hash },
  { type: 'deleteFile', timestamp, zone, hashAlg: 'sha1', hash },
  { type: 'getClientInfo', clientId, timestamp, zone },
  { type: 'getResourceInfo', resourceName: 'my lab/a machine', timestamp, zone },
  { type: 'getZoneInfo', zoneName: zone, timestamp }
]

function refusal(payload: unknown): { code: string; message: string } {
  try {
    readRequest(payload)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    expect(error.message).toMatch(/^[ -~]{1,600}\.$/)
    return { code: error.code, message: error.message }
  }
  throw new Error('nothing was refused')
}

const [findFile, initiate, finalize, , clientInfo, resourceInfo, zoneInfo] = requests

describe('a request', () => {
  it.each(requests)('$type is read from what was sent, and unknown fields are left out', request => {
    const sent = toValue(readJson(JSON.stringify({ ...request, clientVersion: 1, __proto__x: {} })))
    expect(readRequest(sent).request).toEqual(request)
  })

  it.each(requests)('$type is refused without any one of its fields, by the field’s name', request => {
    for (const field of Object.keys(request)) {
      if (field === 'zone') continue
      for (const absent of [undefined, null]) {
        const { code, message } = refusal({ ...request, [field]: absent })
        if (field === 'type') expect(code).toBe('request.unknown_type')
        else expect(message).toBe(`The request is not valid: ${field} is missing.`)
      }
    }
  })

  it('without a zone, or with an empty one, means the default zone', () => {
    const { zone: _, ...without } = findFile ?? {}
    for (const payload of [
      without,
      { ...without, zone: null },
      { ...without, zone: '' },
      { ...without, zone: undefined }
    ]) {
      expect(readRequest(payload).request).toMatchObject({ zone: 'default' })
    }
  })

  it('of a type that is not known is refused with those that are', () => {
    for (const type of [undefined, null, 'addClient', 'toString', '__proto__', 7, {}, 'x'.repeat(9000)]) {
      const { code, message } = refusal({ ...findFile, type })
      expect(code).toBe('request.unknown_type')
      expect(message).toContain(Object.keys(v1).join(', '))
    }
  })

  it('may have fractions in its timestamp and `.0` behind its size, as Python may send them', () => {
    expect(readRequest({ ...findFile, timestamp: 1700000000123.5 }).request).toMatchObject({
      timestamp: 1700000000123.5
    })
    const sent = readJson(JSON.stringify(initiate).replace('"size":13', '"size":13.0'))
    expect(readRequest(toValue(sent)).request).toMatchObject({ size: 13 })
  })

  it.each([
    [findFile, 'hash', ['', hash.toUpperCase(), hash.slice(1), `${hash}\n`, `../${hash.slice(3)}`, 7, [hash]]],
    [findFile, 'hashAlg', ['', 'SHA1', 'md5', 1]],
    [findFile, 'zone', ['a..b', '.a', '-a', 'a/b', 'ö', 'a b', 'x'.repeat(101), 'a\n', 7, {}]],
    [findFile, 'timestamp', ['1700000000123', -1, Number.NaN, Number.POSITIVE_INFINITY, true]],
    [initiate, 'size', [-1, 1.5, 2 ** 53, '13', Number.NaN, [13]]],
    [finalize, 'objectKey', ['', 'x'.repeat(1025), 7]],
    [clientInfo, 'clientId', [clientId.toUpperCase(), clientId.slice(1), `${clientId}0`, 7]],
    [
      resourceInfo,
      'resourceName',
      ['', 'a..b', '/a', 'a/', 'a//b', 'a/.b', ' a', 'a/ b', 'x'.repeat(101), 'ö', 'a\n', 7]
    ],
    [zoneInfo, 'zoneName', ['', 'a..b', 'a/b', 7]]
  ])('%# is refused for a wrong %s with what it must be', (request, field, values) => {
    for (const value of values) {
      const { code, message } = refusal({ ...request, [field]: value })
      expect(code).toBe('request.invalid')
      expect(message).toMatch(new RegExp(`^The request is not valid: ${field} must be [^;]*$`))
    }
  })

  it('with several wrong fields is refused once, with each of them named', () => {
    expect(refusal({ type: 'initiateFileUpload', size: -1, hashAlg: 'md5', timestamp, zone }).message).toBe(
      'The request is not valid: size must be a whole number of bytes; hashAlg must be sha1; hash is missing.'
    )
  })

  it('is an object', () => {
    for (const payload of [undefined, null, 'x', 7, true]) expect(refusal(payload).code).toBe('request.invalid')
    expect(refusal([]).code).toBe('request.unknown_type')
  })

  it('of whatever content is read or refused in one printable sentence that repeats nothing of it', () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        'timestamp',
        'zone',
        'hashAlg',
        'hash',
        'size',
        'objectKey',
        'clientId',
        'resourceName',
        'zoneName'
      ),
      fc.oneof(fc.constant('\u001b]0;secret\u0007'), fc.jsonValue())
    )
    fc.assert(
      fc.property(fc.constantFrom(...requests), fields, (request, changes) => {
        const payload = { ...request, ...changes }
        try {
          expect(readRequest(payload).request.type).toBe(request.type)
        } catch {
          expect(refusal(payload).message).not.toContain('secret')
        }
      }),
      { numRuns: 500 }
    )
  })
})
