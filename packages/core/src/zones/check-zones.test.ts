import { describe, expect, it } from 'vitest'
import { interrupted, Killed } from '../../testing/interrupted.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { UserLabel } from '../ids/user-label.ts'
import { runJob } from '../jobs/run-job.ts'
import { loggerTo } from '../logger.ts'
import { signInAccount } from '../users/account.ts'
import { boundAccount } from '../users/bindings.ts'
import { markerKey } from './place-marker.ts'
import { healthOfZone, healthOfZones } from './zone-health.ts'

type TestGateway = ReturnType<typeof testGateway>
const check = (deps: GatewayDeps, more: object = {}) =>
  runJob(deps, 'check-zones', { timeLeft: () => 600_000, origins: ['https://figurl.org'], ...more })

/** `refuse`: methods of lab's bucket that are refused. */
const refusing = (gateway: TestGateway, ...refuse: string[]): GatewayDeps => {
  const refused = interrupted(gateway.deps, async ({ method, go }) => {
    if (refuse.includes(method)) throw errors.storeRefused('the bucket memory://lab', new Error('403'))
    return go()
  })
  return {
    ...gateway.deps,
    caches: refused.caches,
    openBucket: ref => (ref.uri === 'memory://lab' ? refused : gateway.deps).openBucket(ref)
  }
}
const steps = async (gateway: TestGateway, zone = 'lab') => (await healthOfZone(gateway.deps, zone))?.health.steps ?? []
const failing = async (gateway: TestGateway, zone = 'lab') =>
  (await steps(gateway, zone)).filter(({ ok }) => !ok).map(({ step }) => step)
const told = ({ reports }: TestGateway) => reports.filter(({ event }) => event.startsWith('zone.'))

describe('check-zones', () => {
  it('looks at each zone step by step, keeps what it found, and leaves nothing but the zone’s name behind', async () => {
    const gateway = testGateway()
    const result = await check(gateway.deps)
    expect(result).toMatchObject({ outcome: 'done', counts: { zones_well: 2 }, notable: [] })
    expect(await healthOfZones(gateway.deps)).toMatchObject([
      { zone: 'default', state: 'well', checkedAt: gateway.clock.now },
      { zone: 'lab', state: 'well' }
    ])
    expect((await steps(gateway)).map(({ step }) => step)).toEqual([
      ...['credentials', 'write', 'read', 'headers', 'cors', 'clock', 'delete', 'place']
    ])
    expect([...gateway.buckets.lab.objects.keys()]).toEqual([markerKey])
    expect(told(gateway)).toEqual([])
  })

  it('binds the gateway’s administrators, before anybody takes a login of theirs, and names those it cannot bind', async () => {
    const gateway = testGateway()
    const { deps } = gateway
    deps.identityProvider = { identify: async () => undefined, lookUp: async () => undefined }
    const told = async () => (await check(deps)).notable.find(({ zone }) => zone === '')?.notes
    expect(await told()).toEqual(['ADMINISTRATORS: root: GitHub has no such user; check the spelling.'])
    deps.identityProvider.lookUp = async login => ({ accountId: 'id-of-root', login })
    gateway.pass(60_000)
    await check(deps, { dryRun: true })
    expect(await boundAccount(deps, UserLabel.parse('root'))).toBeUndefined()
    expect(await told()).toBeUndefined()
    const thief = signInAccount(deps, { accountId: 'id-of-thief', login: UserLabel.parse('Root') })
    await expect(thief).rejects.toMatchObject({ code: 'auth.login_bound_elsewhere' })
  })

  it('credentials that are refused break a zone; nothing else is tried there, and other zones are well', async () => {
    const gateway = testGateway()
    gateway.forget()
    const result = await check(refusing(gateway, 'head', 'get', 'put', 'remove', 'asBrowser'))
    expect(result.counts).toMatchObject({ zones_well: 1, zones_broken: 1 })
    expect(await steps(gateway)).toEqual([
      { step: 'credentials', ok: false, advice: 'memory://lab refuses the credentials; give the zone new ones.' }
    ])
    expect(await failing(gateway, 'default')).toEqual([])
    expect(gateway.buckets.lab.calls).toEqual([])
  })

  it.each([
    ['put', ['write']],
    ['get', ['read']],
    ['obeysUnsigned', ['headers']],
    ['remove', ['delete']]
  ])('a refused %s breaks it, and the step says so', async (method, broken) => {
    const gateway = testGateway()
    const lines: unknown[][] = []
    await check({ ...refusing(gateway, method), logger: loggerTo((...line) => void lines.push(line)) })
    expect(await failing(gateway)).toEqual(broken)
    const advice = (await steps(gateway))?.find(({ ok }) => !ok)?.advice
    expect(advice).toBeTypeOf('string')
    expect(lines).toContainEqual(['error', 'zone.broken', expect.objectContaining({ advice })])
    expect((await healthOfZone(gateway.deps, 'lab'))?.health.state).toBe('broken')
  })

  it('missing CORS rules and a clock that is off are told, and break nothing', async () => {
    const gateway = testGateway()
    gateway.buckets.lab.browserView = { mayGet: true, mayPut: true, exposes: ['etag'] }
    const slow = { ...gateway.deps, now: () => gateway.clock.now - 90_000 }
    const result = await check(slow)
    expect(await failing(gateway)).toEqual(['cors', 'clock'])
    expect((await healthOfZone(gateway.deps, 'lab'))?.health.state).toBe('well')
    const notes = result.notable.find(({ zone }) => zone === 'lab')?.notes.join('\n')
    expect(notes).toMatch(/content-range, content-length, accept-ranges/)
    expect(notes).toMatch(/90 s behind/)
  })

  it('whether pages that a link leads there may read is asked where a zone has links, and nowhere else', async () => {
    for (const readers of [false, true]) {
      const gateway = testGateway({ readers })
      const { lab } = gateway.buckets
      const answered = lab.asBrowser.bind(lab)
      lab.asBrowser = async (key, origin) =>
        origin === 'null' ? { ...(await answered(key, origin)), mayGet: false } : answered(key, origin)
      const result = await check(gateway.deps)
      expect(await failing(gateway)).toEqual(readers ? ['cors'] : [])
      const notes = result.notable.find(({ zone }) => zone === 'lab')?.notes.join('\n') ?? ''
      expect(notes.includes("can't stream files")).toBe(readers)
    }
  })

  it('tells the operator once when a zone breaks, and once when it is well again', async () => {
    const gateway = testGateway()
    const broken = refusing(gateway, 'put')
    await check(gateway.deps)
    for (let times = 0; times < 3; times++) await check(broken)
    expect(told(gateway)).toEqual([{ level: 'error', event: 'zone.broken' }])
    const { since, checkedAt } = (await healthOfZone(gateway.deps, 'lab'))?.health ?? {}
    expect(since).toBe(checkedAt)
    gateway.pass(3600_000)
    await check(broken)
    expect((await healthOfZone(gateway.deps, 'lab'))?.health).toMatchObject({
      since,
      checkedAt: (since ?? 0) + 3600_000
    })
    for (let times = 0; times < 3; times++) await check(gateway.deps)
    expect(told(gateway)).toEqual([
      { level: 'error', event: 'zone.broken' },
      { level: 'warn', event: 'zone.healed' }
    ])
  })

  it('tells it in the next run where a run died before it could', async () => {
    const gateway = testGateway()
    const broken = refusing(gateway, 'put')
    await check({
      ...broken,
      logger: loggerTo((level, event) => {
        if (event === 'zone.broken') throw new Killed()
        gateway.deps.logger[level](event)
      })
    })
    expect(told(gateway)).toEqual([])
    gateway.pass(100_000)
    await check(broken)
    await check(broken)
    expect(told(gateway)).toEqual([{ level: 'error', event: 'zone.broken' }])
  })

  it('a dry run touches no bucket', async () => {
    const gateway = testGateway()
    gateway.forget()
    const result = await check(gateway.deps, { dryRun: true })
    expect(result.notable.flatMap(({ notes }) => notes)).toHaveLength(2)
    expect(gateway.touched().objects.filter(call => !call.startsWith('list registered-zones/'))).toEqual([])
  })

  it('looks at zones of the registry and of registered-zones too, but not at one that was removed', async () => {
    const gateway = testGateway()
    const record = (zone: string) => ({ zone, ownerId: 'ann', bucketName: 'default', directory: `zones/${zone}` })
    await gateway.registry.create({ kind: 'zone', id: 'ann' }, record('ann'))
    for (const zone of ['ann.old', 'ann.gone'])
      await gateway.buckets.default.put(`registered-zones/${zone}`, Buffer.from(JSON.stringify(record(zone))))
    await gateway.registry.remove({ kind: 'zone', id: 'ann.gone' })
    await check(gateway.deps)
    expect((await healthOfZones(gateway.deps)).map(({ zone }) => zone)).toEqual(['ann', 'ann.old', 'default', 'lab'])
    expect([...gateway.buckets.default.objects.keys()].filter(key => key.includes('tests/'))).toEqual([])
  })
})
