import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { errors } from '../../../core/src/errors.ts'
import { runJob } from '../../../core/src/jobs/run-job.ts'
import { version } from '../../../core/src/version.ts'
import { interrupted } from '../../../core/testing/interrupted.ts'
import { testGateway } from '../../../core/testing/test-gateway.ts'
import type { GatewaySource } from '../http/route.ts'
import { healthHandler } from './health.ts'

const allowedOrigins: string[] = []

async function healthOf(source: GatewaySource, handler = healthHandler(source)) {
  const { statusCode, body } = await handler({} as APIGatewayProxyEventV2, {} as Context)
  expect(statusCode).toBe(200)
  return JSON.parse(body ?? '')
}

describe('the health of the gateway', () => {
  it('tells what the last check of the zones found, and asks no zone’s bucket for it', async () => {
    const { deps, buckets, clock } = testGateway()
    const refusing = interrupted(deps, async ({ method, go }) => {
      if (method === 'put') throw errors.storeRefused('the bucket', new Error('403'))
      return go()
    })
    const openBucket: typeof deps.openBucket = ref => (ref.uri === 'memory://lab' ? refusing : deps).openBucket(ref)
    await runJob({ ...deps, openBucket }, 'check-zones', { timeLeft: () => 600_000 })
    for (const bucket of Object.values(buckets)) bucket.calls.length = 0
    expect(await healthOf(() => ({ ...deps, allowedOrigins }))).toEqual({
      status: 'ok',
      version,
      zones: { well: 1, broken: 1, checkedSince: new Date(clock.now).toISOString() }
    })
    expect(Object.values(buckets).flatMap(({ calls }) => calls)).toEqual([])
  })

  it('is ok where the registry is away or hangs', async () => {
    const { deps } = testGateway()
    const away = interrupted(deps, async () => {
      throw errors.storeUnavailable('the registry', new Error('away'))
    })
    const hanging = interrupted(deps, () => new Promise(() => {}))
    for (const gateway of [away, hanging])
      expect(await healthOf(() => ({ ...gateway, allowedOrigins }))).toEqual({ status: 'ok', version })
  })

  it('asks the registry once for many who ask', async () => {
    const { deps, registry } = testGateway()
    const handler = healthHandler(() => ({ ...deps, allowedOrigins }))
    await Promise.all(Array.from({ length: 50 }, () => healthOf(() => ({ ...deps, allowedOrigins }), handler)))
    expect(registry.calls.map(({ method }) => method)).toEqual(['list'])
  })

  it('says how much room the disk has, and that it is full, where it is on a disk of its own', async () => {
    const { deps } = testGateway()
    const onDisk = (freeBytes: number) =>
      healthOf(() => ({ ...deps, allowedOrigins, freeBytes: async () => freeBytes }))
    expect(await onDisk(5e9)).toEqual({ status: 'ok', version, disk: { freeBytes: 5e9 } })
    expect(await onDisk(12_345)).toEqual({
      status: 'ok',
      version,
      disk: { freeBytes: 12_345 },
      wrong: [{ name: 'disk', problem: expect.stringContaining('12,345 bytes are left') }]
    })
  })
})
