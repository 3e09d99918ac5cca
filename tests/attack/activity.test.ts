/** Activity: what is promised to be recorded is recorded once, in the promised shape, or the request is not answered. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { newClient, type TestClient } from '../../packages/core/testing/test-gateway.ts'
import { type AttackGateway, attackGateway, expectUnavailable, type Payload } from './handler.ts'

const bytes = Buffer.from('content')
const hash = sha1(bytes)
const ofFile = { hashAlg: 'sha1', hash }
const place = contentKey(hash)

let gateway: AttackGateway
let client: TestClient
beforeEach(async () => {
  gateway = attackGateway()
  await gateway.settings('default', 'allowPublicUpload: true\nauthorizedUsers: [{userId: ann, admin: true}]')
  client = await gateway.registered('ann')
})

const ask = (payload: Payload) => gateway.ask(payload, { client })
const items = () => gateway.ephemeral.logItems.map(({ item }) => item)
const upload = async () => {
  const { objectKey } = (await ask({ type: 'initiateFileUpload', ...ofFile, size: 7 })).json
  await gateway.buckets.default.put(String(objectKey), bytes)
  return { type: 'finalizeFileUpload', ...ofFile, size: 7, objectKey }
}

describe('an item', () => {
  it('has the promised fields and no others', async () => {
    const headers = {
      'user-agent': 'python-requests/2.31',
      referer: 'https://figurl.org/f?token=do-not-repeat#x',
      origin: 'https://figurl.org',
      authorization: 'Bearer do-not-repeat',
      cookie: 'session=do-not-repeat',
      'x-api-key': 'do-not-repeat'
    }
    await gateway.ask({ type: 'findFile', ...ofFile, extra: 'do-not-repeat' }, { client, headers })
    expect(items()).toEqual([
      {
        request: {
          payload: { type: 'findFile', ...ofFile, zone: 'default', timestamp: gateway.clock.now },
          fromClientId: client.clientId
        },
        response: { type: 'findFile', found: false },
        requestTimestamp: gateway.clock.now,
        elapsed: 0,
        requestHeaders: {
          'user-agent': 'python-requests/2.31',
          referer: 'https://figurl.org/f',
          origin: 'https://figurl.org',
          'x-real-ip': '192.0.2.7'
        },
        zone: 'default'
      }
    ])
  })

  it('is made for findFile unless memory answered it, initiate unless the file was there, finalize and deleteFile', async () => {
    const seen = async (payload: Payload) => {
      const before = items().length
      expect((await ask(payload)).status).toBe(200)
      return items().slice(before)
    }
    const finalize = await upload()
    expect(items()).toMatchObject([
      { response: { type: 'initiateFileUpload', alreadyExists: false, objectKey: finalize.objectKey } }
    ])
    expect(await seen(finalize)).toMatchObject([{ response: { type: 'finalizeFileUpload' } }])
    expect(await seen({ type: 'initiateFileUpload', ...ofFile, size: 7 })).toEqual([])
    expect(await seen({ type: 'findFile', ...ofFile })).toMatchObject([
      { response: { found: true, cacheHit: false, size: 7, objectKey: place } }
    ])
    expect(await seen({ type: 'findFile', ...ofFile })).toEqual([])
    expect(await seen({ type: 'deleteFile', ...ofFile })).toMatchObject([{ response: { success: true } }])
    expect(await seen({ type: 'deleteFile', ...ofFile })).toMatchObject([{ response: { success: false } }])
    expect(await seen({ type: 'getClientInfo', clientId: client.clientId })).toEqual([])
    expect(await seen({ type: 'getResourceInfo', resourceName: 'x' })).toEqual([])
    expect(await seen({ type: 'getZoneInfo', zoneName: 'default' })).toEqual([])
    expect(JSON.stringify(items())).not.toMatch(/memory:\/\/[^"]*\?/)
  })

  it('tells the zone’s administrators of an upload with wrong content, and of no other refusal', async () => {
    const finalize = await upload()
    await gateway.buckets.default.put(String(finalize.objectKey), Buffer.from('CONTENT'))
    expect((await ask(finalize)).status).toBe(422)
    expect(items().at(-1)).toMatchObject({ response: { error: expect.stringContaining(sha1('CONTENT')) } })
    const count = items().length
    expect((await ask({ ...finalize, objectKey: 'uploads/x' })).status).toBe(400)
    expect((await gateway.ask({ type: 'deleteFile', ...ofFile }, { client: newClient() })).status).toBe(403)
    expect(items()).toHaveLength(count)
  })
})

describe('while the ephemeral store is away', () => {
  it('every item is kept elsewhere, exactly once', async () => {
    gateway.ephemeral.away = true
    const finalize = await upload()
    for (const payload of [finalize, { type: 'findFile', ...ofFile }]) expect((await ask(payload)).status).toBe(200)
    expect(gateway.kept.map(({ item }) => item.response)).toMatchObject([
      { type: 'initiateFileUpload' },
      { type: 'finalizeFileUpload' },
      { type: 'findFile', found: true }
    ])
    expect(new Set(gateway.kept.map(({ id }) => id)).size).toBe(3)
    expect(gateway.ephemeral.logItems).toEqual([])
  })

  it('and nobody else keeps it either, nothing is answered as done, and all of it is right afterwards', async () => {
    const finalize = await upload()
    const { outbox } = gateway.gateway
    gateway.ephemeral.away = true
    gateway.gateway.outbox = { keep: () => Promise.reject(new Error('no space left')) }
    for (const payload of [
      { type: 'findFile', ...ofFile },
      { type: 'initiateFileUpload', ...ofFile, size: 7 },
      finalize,
      { type: 'deleteFile', ...ofFile }
    ]) {
      const answer = await ask(payload)
      expectUnavailable(answer)
      expect(answer.json).toEqual({})
    }
    gateway.gateway.outbox = outbox
    gateway.ephemeral.away = false
    expect((await ask(finalize)).status).toBe(200)
    expect(items().at(-1)).toMatchObject({ request: { payload: { type: 'finalizeFileUpload' } } })
  })

  it('that answers too late is not given the same item twice under two names', async () => {
    const { addLogItems } = gateway.ephemeral
    gateway.ephemeral.addLogItems = async given => {
      await addLogItems(given)
      throw errors.storeUnavailable('the ephemeral store', new Error('timeout'))
    }
    expect((await ask({ type: 'findFile', ...ofFile })).status).toBe(200)
    expect(gateway.kept.map(({ id }) => id)).toEqual(gateway.ephemeral.logItems.map(({ id }) => id))
  })
})
