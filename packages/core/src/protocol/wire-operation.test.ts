import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { facts, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { finalize, openGateway, hash as stored, upload } from '../../testing/upload-fixture.ts'
import { zoneOfKey } from './fields.ts'
import { verifyProofOfWork } from './proof-of-work.ts'
import { readRequest } from './v1.ts'
import { readV2Request } from './v2.ts'
import { gatewayOperation, zoneOperation } from './wire-operation.ts'

const { deps } = testGateway()
const none = { kind: 'none' } as const
const answer = z.object({ found: z.boolean() })
const timestamp = z.number()

describe('an answer', () => {
  it('is cut to what its schema names, for whatever an operation gives', async () => {
    const run = async () => ({ found: true, more: 'of the inside' })
    const ofGateway = gatewayOperation({ request: z.object({ timestamp }), answer, run })
    const ofZone = zoneOperation({
      action: 'download',
      zoneOf: () => zoneName('default'),
      request: z.object({ timestamp, zone: zoneOfKey }),
      answer,
      run: async () => ({ answer: await run() })
    })
    for (const operation of [ofGateway, ofZone]) {
      const done = await operation.read('x', { timestamp: 0 }).dispatch(deps, none, facts)
      expect(done).toEqual({ answer: { type: 'x', found: true } })
    }
  })

  it('of protocol v2 has no field of v1 that it does not name', async () => {
    const gateway = testGateway()
    const hash = 'a'.repeat(40)
    await gateway.buckets.fallback.put(`sha1/aa/aa/aa/${hash}`, Buffer.from('x'))
    const ofFile = { hashAlg: 'sha1', hash }
    const calls = [
      readRequest({ type: 'findFile', ...ofFile, timestamp: 0, zone: 'lab' }),
      readV2Request('findFile', { type: 'findFileRequest', ...ofFile, zoneName: 'lab' }, 0)
    ]
    const [v1, v2] = await Promise.all(calls.map(call => call.dispatch(gateway.deps, user('ann'), facts)))
    expect(v1?.answer).toMatchObject({ type: 'findFile', found: true, fallback: true })
    expect(Object.keys(v2?.answer ?? {}).toSorted()).toEqual(
      ['bucketUri', 'cacheHit', 'found', 'objectKey', 'size', 'type', 'url'] // no fallback
    )
  })

  it('of protocol v2 says of a file that is being verified that it is pending, and does not exist', async () => {
    const gateway = await openGateway({ limits: { verifyInRequestBytes: 4 } })
    await finalize(gateway, await upload(gateway))
    let n = 0
    const token = () => n.toString(16).padStart(16, '0')
    while (!verifyProofOfWork(stored, token())) n++
    const body = { type: 'initiateFileUploadRequest', hashAlg: 'sha1', hash: stored, size: 15, workToken: token() }
    const { answer } = await readV2Request('initiateFileUpload', body, 0).dispatch(gateway.deps, user('ann'), facts)
    expect(answer).toEqual({ type: 'initiateFileUploadResponse', alreadyExists: false, alreadyPending: true })
  })
})
