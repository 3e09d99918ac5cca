/** Adoption in memory, and what it does in a zone whose files have readers and with objects that clients would decode. */
import { describe, expect, it } from 'vitest'
import { adoptionContract } from '../../testing/adoption-contract.ts'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { findFile } from '../../testing/operations.ts'
import { collisions } from '../../testing/sha1-collisions.ts'
import { facts, hashOf, testGateway, user } from '../../testing/test-gateway.ts'
import { zone } from '../../testing/upload-fixture.ts'
import { runJob } from '../jobs/run-job.ts'
import { listZoneFiles } from '../registrations/list-files.ts'
import { registrationsOf } from '../registrations/registered.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { adoptionOf, askAdoption } from './kept-adoption.ts'
import { contentKey } from './keys.ts'
import { leaveFile } from './leave-file.ts'

adoptionContract('in memory', async () => ({ store: new InMemoryObjectStore(), close: async () => {} }))

async function open({ readers = false } = {}) {
  const gateway = testGateway({ readers })
  await gateway.settings(
    'default',
    'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: [{ userId: carol, download: true }]'
  )
  const at = await resolveZone(gateway.deps, zone)
  const { default: bucket } = gateway.buckets
  const put = (key: string, text: string) => bucket.put(key, Buffer.from(text))
  /** `steps`: how often it may ask whether there is time. */
  const sweep = (steps = Number.POSITIVE_INFINITY) => {
    let asked = 0
    return runJob(gateway.deps, 'sweep', { timeLeft: () => (++asked > steps ? 0 : 600_000), zone })
  }
  const adopt = async () => {
    await askAdoption(gateway.deps, at, 'adopting')
    return sweep()
  }
  const found = async (login: string, text: string | Uint8Array) => {
    gateway.pass(61_000)
    const result = await findFile(gateway.deps, user(login), { zone, hash: hashOf(text) }).catch(() => ({
      found: false
    }))
    return result.found
  }
  return { ...gateway, zone: at, bucket, put, sweep, adopt, found }
}

describe('adopted files', () => {
  it('are read by whom the zone’s settings admit, and by nobody else', async () => {
    for (const readers of [false, true]) {
      const { put, adopt, found } = await open({ readers })
      await put('data/one.bin', 'one')
      await adopt()
      expect(await found('carol', 'one')).toBe(true)
      expect(await found('mallory', 'one')).toBe(false)
    }
  })

  it('are registered as nobody’s under their names where files have readers, and end as others do', async () => {
    const { deps, put, adopt, found, zone: at, bucket } = await open({ readers: true })
    await put('data/one.bin', 'one')
    await adopt()
    expect((await listZoneFiles(deps, at, { limit: 10 })).items).toMatchObject([
      { hash: hashOf('one'), name: 'one.bin', owner: null, visibility: 'zone', size: 3 }
    ])
    expect((await listZoneFiles(deps, at, { limit: 10, search: 'ONE' })).items).toHaveLength(1)
    const anyone = { action: 'anyone', zone: at, credential: { kind: 'none' } } as const
    await expect(leaveFile(deps, anyone, user('carol').user, hashOf('one'), facts)).rejects.toMatchObject({
      code: 'file.not_yours'
    })
    expect(await found('carol', 'one')).toBe(true)
    expect(bucket.objects.has('data/one.bin')).toBe(true)
    expect(await registrationsOf(deps, at, hashOf('one'))).toHaveLength(1)
  })

  it('that clients would decode are left, and said', async () => {
    const { put, adopt, found, bucket } = await open()
    await put('plain.bin', 'plain')
    bucket.urlsSayEncoding = false
    bucket.objects.set('packed.gz', { bytes: Buffer.from('packed'), headers: { 'content-encoding': 'gzip' } })
    const { notable } = await adopt()
    expect(notable[0]?.notes.join()).toContain('packed.gz')
    expect(await found('carol', 'packed')).toBe(false)
    expect(await found('carol', 'plain')).toBe(true)
  })

  it('are not what a gateway keeps beside files, of whichever zone', async () => {
    const { deps, put, adopt, zone: at } = await open()
    const secrets = [`clients/${'a'.repeat(64)}`, 'logs/log-2024-01-01T00:00:00.000Z.json', 'zones/ann/one.bin']
    for (const key of [...secrets, `elsewhere/clients/${'a'.repeat(64)}`, 'x/logs/log-2.json', 'folder/'])
      await put(key, key)
    await adopt()
    expect((await deps.registry.list({ kind: 'adopted-file', zone }, { limit: 10 })).items).toEqual([])
    expect(await adoptionOf(deps, at)).toMatchObject({ phase: 'done', adopted: { files: 0 } })
  })

  it('that lie under their hash too are given from there', async () => {
    const { put, adopt, found, zone: at, bucket } = await open()
    await put('one.bin', 'one')
    await adopt()
    await put(contentKey(at, hashOf('one')), 'one')
    await bucket.remove('one.bin')
    expect(await found('carol', 'one')).toBe(true)
  })

  it('are adopted run after run where one has no time for all, a large one too', async () => {
    const { deps, put, sweep, found, zone: at } = await open()
    const large = 'x'.repeat(3_000_000)
    await put('large', large)
    for (let number = 0; number < 450; number++) await put(`data/${String(number).padStart(3, '0')}`, `file ${number}`)
    await askAdoption(deps, at, 'adopting')
    let runs = 0
    while ((await sweep(260)).outcome !== 'done' && runs < 20) runs++
    expect(runs).toBeGreaterThan(1)
    expect(await adoptionOf(deps, at)).toMatchObject({ phase: 'done', adopted: { files: 451 } })
    for (const text of ['file 0', 'file 449', large]) expect(await found('carol', text)).toBe(true)
  })

  it.each([
    ['tells no SHA-1', false],
    ['tells their SHA-1', true]
  ])('are not those that are made to collide, which are named, where the store %s', async (_, told) => {
    const { adopt, found, put, bucket } = await open()
    const bytes = collisions['SHAttered, the one']
    await put('data/one.bin', 'one')
    bucket.objects.set('data/trap.pdf', { modified: 0, bytes, ...(told && { sha1: hashOf(bytes) }) })
    const result = await adopt()
    expect(JSON.stringify(result)).toContain('data/trap.pdf was not adopted: it was made to collide under SHA-1')
    expect([await found('carol', bytes), await found('carol', 'one')]).toEqual([false, true])
  })

  it('are hashed from where the run before had to stop', async () => {
    const { deps, put, sweep, found, zone: at, bucket } = await open()
    const large = 'x'.repeat(3_000_000)
    await put('large', large)
    await askAdoption(deps, at, 'adopting')
    while ((await sweep(30)).outcome !== 'done');
    const reads = bucket.calls.filter(({ method, key }) => method === 'read' && key === 'large')
    expect(reads.length).toBeGreaterThan(1)
    expect(await found('carol', large)).toBe(true)
  })
})
