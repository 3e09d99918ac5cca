import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../errors.ts'
import { readEnvelope } from './envelope.ts'

const clientId = '3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29'
const signature = '9b'.repeat(64)

const envelope = (members: Record<string, unknown>) =>
  readEnvelope(JSON.stringify({ payload: { type: 'findFile' }, ...members }))

function refusal(work: () => unknown): { code: string; message: string } {
  try {
    work()
  } catch (error) {
    if (error instanceof GatewayError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('nothing was refused')
}
const codeOf = (members: Record<string, unknown>) => refusal(() => envelope(members)).code

describe('an envelope', () => {
  it('gives the payload as it was sent and as plain values', () => {
    const { payloadNode, payload, identity } = readEnvelope('{"payload":{"timestamp":5.0,"__proto__":{}}}')
    expect(payloadNode.entries[0]).toEqual({ key: 'timestamp', value: { kind: 'number', lexeme: '5.0' } })
    expect(JSON.stringify(payload)).toBe('{"timestamp":5,"__proto__":{}}')
    expect(identity).toEqual({ kind: 'none' })
  })

  it('says which client claims to have signed it, or which GitHub user to call', () => {
    expect(envelope({ fromClientId: clientId, signature }).identity).toEqual({ kind: 'signature', clientId, signature })
    expect(envelope({ githubUserId: 'magland', githubAccessToken: 'gho_x' }).identity).toEqual({
      kind: 'github',
      login: 'magland',
      accessToken: 'gho_x'
    })
  })

  it('ignores members that it does not know, and counts null as absent', () => {
    const nulls = { fromClientId: null, signature: null, githubUserId: null, githubAccessToken: null }
    expect(envelope({ ...nulls, clientVersion: [1], constructor: 'x' }).identity).toEqual({ kind: 'none' })
    expect(envelope({ ...nulls, fromClientId: clientId, signature }).identity.kind).toBe('signature')
  })

  it('is an object that has an object for a payload', () => {
    for (const body of ['[]', '"x"', 'null', '1', '{}', '{"payload":null}', '{"payload":[]}', '{"payload":"{}"}']) {
      expect(refusal(() => readEnvelope(body)).code).toBe('request.invalid')
    }
    expect(refusal(() => readEnvelope('')).code).toBe('request.not_json')
    expect(refusal(() => readEnvelope('{"payload":{},"payload":{}}')).code).toBe('request.not_json')
  })

  it('with half a signature, or one in capitals, is refused with what is needed', () => {
    for (const members of [
      { fromClientId: clientId },
      { signature },
      { fromClientId: clientId, signature: null },
      { fromClientId: clientId.toUpperCase(), signature },
      { fromClientId: clientId, signature: signature.toUpperCase() },
      { fromClientId: clientId, signature: signature.slice(1) },
      { fromClientId: clientId, signature: `${signature}\n` },
      { fromClientId: clientId, signature: '' },
      { fromClientId: 1, signature: [signature] }
    ]) {
      expect(codeOf(members)).toBe('auth.incomplete_signature')
    }
  })

  it('with half a GitHub identity is refused, and so are logins and tokens that cannot be ones', () => {
    expect(codeOf({ githubUserId: 'magland' })).toBe('auth.incomplete_github_identity')
    expect(codeOf({ githubAccessToken: 'gho_x' })).toBe('auth.incomplete_github_identity')
    expect(codeOf({ githubUserId: 'magland', githubAccessToken: '' })).toBe('auth.incomplete_github_identity')
    for (const githubUserId of ['x'.repeat(101), 'a\nb', 'a\u202eb', 7, ['magland']]) {
      expect(codeOf({ githubUserId, githubAccessToken: 'gho_x' })).toBe('request.invalid')
    }
    for (const githubAccessToken of ['x'.repeat(4097), 'a b', 'a\r\nhost: b', 'ö', 7]) {
      expect(codeOf({ githubUserId: 'magland', githubAccessToken })).toBe('request.invalid')
    }
    const largest = { githubUserId: 'x'.repeat(100), githubAccessToken: 'y'.repeat(4096) }
    expect(envelope(largest).identity.kind).toBe('github')
  })

  it('of nobody, by empty text, is none, and takes what stands beside it along', () => {
    for (const members of [
      { githubUserId: '' },
      { githubUserId: '', githubAccessToken: 'gho_x' },
      { fromClientId: '', signature },
      { fromClientId: '', signature: '', githubUserId: '', githubAccessToken: '' }
    ]) {
      expect(envelope(members).identity).toEqual({ kind: 'none' })
    }
    expect(envelope({ githubUserId: '', fromClientId: clientId, signature }).identity.kind).toBe('signature')
  })

  it('never shows a token in a refusal', () => {
    for (const secret of ['gho_secret secret', `gho_secret${'x'.repeat(5000)}`]) {
      const { message } = refusal(() => envelope({ githubUserId: 'magland', githubAccessToken: secret }))
      expect(message).not.toContain('secret')
    }
  })

  it('with two identities, whole or not, is refused', () => {
    const signed = { fromClientId: clientId, signature }
    const ofGithub = { githubUserId: 'magland', githubAccessToken: 'gho_x' }
    expect(codeOf({ ...signed, ...ofGithub })).toBe('auth.two_identities')
    for (const one of [{ fromClientId: clientId }, { signature }]) {
      for (const other of [{ githubUserId: 'magland' }, { githubAccessToken: 'gho_x' }]) {
        expect(codeOf({ ...one, ...other })).toBe('auth.two_identities')
      }
    }
  })

  it('of whatever members is read or refused, and no other exception comes of it', () => {
    const value = fc.oneof(fc.constant(clientId), fc.constant(signature), fc.jsonValue())
    const names = ['payload', 'fromClientId', 'signature', 'githubUserId', 'githubAccessToken'] as const
    const members = fc.dictionary(fc.constantFrom(...names), value)
    fc.assert(
      fc.property(members, body => {
        try {
          expect(typeof readEnvelope(JSON.stringify(body)).payload).toBe('object')
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError)
        }
      })
    )
  })
})
