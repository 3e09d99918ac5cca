/** What browser code in the field sends and takes: each answer is one that it accepts, and what it leaves out is no fault. */
import { runVerification } from '@kachery-gateway/core/files/run-verification.ts'
import { describe, expect, it } from 'vitest'
import { acceptStrictly } from '../../packages/client/src/strict-answers.ts'
import { hashOf } from '../../packages/core/testing/test-gateway.ts'
import { attackGateway, openToAll, type Payload } from './handler.ts'

const bytes = Buffer.from('of figurl')
const ofFile = { hashAlg: 'sha1', hash: hashOf(bytes) }
const size = bytes.length

async function open(limits: NonNullable<Parameters<typeof attackGateway>[0]>['limits'] = {}) {
  const gateway = attackGateway({ limits })
  const yaml = openToAll.replace('[]', '[{userId: ann, admin: true}]')
  await gateway.settings('default', yaml)
  await gateway.settings('lab', yaml)
  const client = await gateway.registered('ann')
  const inLab = await gateway.registered('ann', 'lab')
  const ask = (payload: Payload, of = client) => gateway.ask(payload, { client: of })
  return { gateway, client, inLab, ask }
}

describe('13.4: an answer that figurl checks strictly', () => {
  it('has no field beyond the wire’s table, whatever is asked and however it ends', async () => {
    const { gateway, client, ask } = await open({ verifyInRequestBytes: 1 })
    const initiate = { type: 'initiateFileUpload', size, ...ofFile }
    const finalize = (objectKey: unknown) => ({ type: 'finalizeFileUpload', objectKey, size, ...ofFile })
    const seen: string[] = []
    const asked = async (payload: Payload) => {
      const answer = await ask(payload)
      // The handler of these tests checks it; here for a look at what there was.
      if (answer.status === 200) acceptStrictly(answer.json)
      seen.push(`${payload.type} ${answer.status} ${Object.keys(answer.json).sort().join(' ')}`)
      return answer
    }
    await asked({ type: 'findFile', ...ofFile })
    const first = await asked(initiate)
    await gateway.buckets.default.put(String(first.json.objectKey), Buffer.from('of others'))
    await asked(finalize(first.json.objectKey))
    await asked(initiate)
    for (const job of gateway.jobs) await runVerification(gateway.deps, job)
    const second = await asked(initiate)
    expect(second.headers).toMatchObject({
      'x-previous-failure': expect.stringContaining(`have SHA-1 ${hashOf('of others')}`)
    })
    await gateway.buckets.default.put(String(second.json.objectKey), bytes)
    await asked(finalize(second.json.objectKey))
    for (const job of gateway.jobs) await runVerification(gateway.deps, job)
    await asked(initiate)
    await asked({ type: 'findFile', ...ofFile })
    await asked({ type: 'deleteFile', ...ofFile })
    await asked({ type: 'deleteFile', ...ofFile })
    await gateway.buckets.fallback.put(`sha1/${ofFile.hash.replace(/^(..)(..)(..).*/, '$1/$2/$3/$&')}`, bytes)
    await asked({ type: 'findFile', zone: 'lab', ...ofFile })
    await asked({ type: 'getClientInfo', clientId: client.clientId })
    await asked({ type: 'getClientInfo', clientId: 'a'.repeat(64) })
    const resource = { resourceName: 'r', ownerId: 'ann', timestampCreated: 1, proxyUrl: 'https://r.test', more: 'x' }
    await gateway.registry.create({ kind: 'resource', zone: 'default', id: 'r' }, resource, { owner: 'ann' })
    await asked({ type: 'getResourceInfo', resourceName: 'r' })
    await asked({ type: 'getResourceInfo', resourceName: 'none' })
    await asked({ type: 'getZoneInfo', zoneName: 'lab' })
    await asked({ type: 'getZoneInfo', zoneName: 'none' })
    expect(seen).toEqual([
      'findFile 200 found type',
      'initiateFileUpload 200 alreadyExists objectKey signedUploadUrl type',
      'finalizeFileUpload 200 type',
      'initiateFileUpload 200 alreadyPending type',
      'initiateFileUpload 200 alreadyExists objectKey signedUploadUrl type',
      'finalizeFileUpload 200 type',
      'initiateFileUpload 200 alreadyExists type',
      'findFile 200 bucketUri cacheHit found objectKey size type url',
      'deleteFile 200 success type',
      'deleteFile 200 error success type',
      'findFile 200 bucketUri cacheHit fallback found objectKey size type url',
      'getClientInfo 200 client found type',
      'getClientInfo 200 found type',
      'getResourceInfo 200 found resource type',
      'getResourceInfo 200 found type',
      'getZoneInfo 200 found kacheryGatewayUrl type',
      'getZoneInfo 200 found type'
    ])
  })

  it.each([
    { type: 'findFile', found: false, previousFailure: 'x' },
    { type: 'initiateFileUpload', alreadyExists: 'yes' },
    { type: 'deleteFile' },
    {
      type: 'getClientInfo',
      found: true,
      client: { clientId: 'x', ownerId: 'x', timestampCreated: 1, label: 'x', more: 1 }
    },
    { type: 'findFileResponse', found: true, fallback: true }
  ])('would be refused as %j', json => {
    expect(() => acceptStrictly(json)).toThrow('browser code refuses')
  })
})

describe('13.3: what figurl’s pages leave out', () => {
  it('a finalize without zone is one in the zone that handed the key out, and is recorded there', async () => {
    const { gateway, inLab, ask } = await open()
    const begun = await ask({ type: 'initiateFileUpload', size, zone: 'lab', ...ofFile }, inLab)
    const objectKey = String(begun.json.objectKey)
    await gateway.buckets.lab.put(objectKey, bytes)
    for (const zone of [undefined, '', null]) {
      const answer = await ask({ type: 'finalizeFileUpload', objectKey, size, zone, ...ofFile }, inLab)
      expect([answer.status, answer.text]).toEqual([200, '{"type":"finalizeFileUpload"}'])
    }
    expect((await ask({ type: 'findFile', zone: 'lab', ...ofFile })).json.found).toBe(true)
    expect((await ask({ type: 'findFile', ...ofFile })).json.found).toBe(false)
    expect(gateway.ephemeral.logItems.map(({ item }) => item.zone).slice(0, 2)).toEqual(['lab', 'lab'])
  })

  it('who may not upload in that zone is refused, and nothing is read of its files', async () => {
    const { gateway, inLab, ask } = await open()
    const begun = await ask({ type: 'initiateFileUpload', size, zone: 'lab', ...ofFile }, inLab)
    await gateway.settings('lab', 'allowPublicUpload: false\nauthorizedUsers: []')
    await ask({ type: 'finalizeFileUpload', objectKey: 'x', size, ...ofFile })
    gateway.forget()
    const answer = await ask({ type: 'finalizeFileUpload', objectKey: begun.json.objectKey, size, ...ofFile })
    expect([answer.status, answer.code]).toEqual([403, 'access.client_not_registered'])
    expect(gateway.touched().objects.filter(call => call.includes('uploads'))).toEqual([])
  })

  it.each(['uploads/x', `uploads/${'0'.repeat(32)}`, `zones/x/uploads/${'f'.repeat(32)}`])(
    'a key that no zone handed out is refused as one of zone default: %s',
    async objectKey => {
      const { ask } = await open()
      const answer = await ask({ type: 'finalizeFileUpload', objectKey, size, ...ofFile })
      expect([answer.status, answer.code]).toEqual([400, 'upload.foreign_key'])
    }
  )

  it.each([
    { githubUserId: '' },
    { githubUserId: '', githubAccessToken: '' },
    { githubUserId: '', githubAccessToken: 'a-token-of-nobody' },
    { fromClientId: '', signature: '' },
    { fromClientId: '', signature: null, githubUserId: '', githubAccessToken: null },
    { somethingNew: { a: 1 } }
  ])('an identity of empty text is none, and unknown fields are ignored: %j', async envelope => {
    const { gateway } = await open()
    const answer = await gateway.ask({ type: 'findFile', ...ofFile, unknown: [1] }, { envelope })
    expect([answer.status, answer.json.found]).toEqual([200, false])
    const refused = await gateway.ask({ type: 'initiateFileUpload', size, ...ofFile }, { envelope })
    expect(refused.code, 'and it may do what anyone may').toBe('access.anonymous')
  })
})
