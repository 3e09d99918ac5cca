/**
 * What the adoption of plain files promises on any object store: counted first, then found by their hash where they lie,
 * nothing written; whatever dies in between, and whatever somebody changes afterwards.
 */
import { describe, expect, it } from 'vitest'
import type { GatewayDeps } from '../src/deps.ts'
import { adoptionOf, askAdoption } from '../src/files/kept-adoption.ts'
import { contentKey } from '../src/files/keys.ts'
import { runJob } from '../src/jobs/run-job.ts'
import type { ZoneConfig } from '../src/model/zone.ts'
import { everyItem } from '../src/stores/every-item.ts'
import type { ObjectStore } from '../src/stores/object-store.ts'
import { resolveZone } from '../src/zones/resolve-zone.ts'
import { interrupted, Killed, killedAt } from './interrupted.ts'
import { deleteFile, findFile, initiateUpload } from './operations.ts'
import { facts, hashOf, testGateway, user } from './test-gateway.ts'
import { zone } from './upload-fixture.ts'

const ample = { timeLeft: () => 600_000, zone }
const ann = user('ann')
const minute = 61_000

/** Each test has a folder of its own. `killedEach`: it dies at every so manyth call. */
export function adoptionContract(
  name: string,
  open: () => Promise<{ store: ObjectStore; close: () => Promise<void> }>,
  { killedEach = 1 } = {}
): void {
  let tests = 0
  async function opened() {
    const { store, close } = await open()
    const gateway = testGateway()
    const directory = `adopted-${Date.now()}-${++tests}`
    const place = (key: string) => `${directory}/${key}`
    const [config] = gateway.deps.configuredZones.values()
    if (config === undefined) throw new Error('no zone')
    const at: ZoneConfig = { ...config, directory }
    const deps: GatewayDeps = {
      ...gateway.deps,
      configuredZones: new Map([[at.name, at]]),
      openBucket: async () => store
    }
    const put = (key: string, text: string) => store.put(place(key), Buffer.from(text))
    await put(
      'settings/authorizationSettings.yaml',
      'allowPublicUpload: true\nauthorizedUsers: [{userId: ann, admin: true}]'
    )
    const objects = async () =>
      (await Array.fromAsync(everyItem(page => store.list(place(''), page)))).map(({ key, size, modified }) => ({
        key,
        size,
        modified
      }))
    const find = async (text: string) => {
      gateway.pass(minute)
      const result = await findFile(deps, { kind: 'none' }, { zone, hash: hashOf(text) })
      return result.found ? result.file.objectKey.slice(directory.length + 1) : undefined
    }
    const sweep = (using = deps) => runJob(using, 'sweep', ample)
    const adopt = async (using = deps) => {
      await askAdoption(deps, { name: zone }, 'adopting')
      return sweep(using)
    }
    return { ...gateway, deps, store, put, place, objects, find, sweep, adopt, close }
  }

  describe(`adoption of plain files, ${name}`, () => {
    it('counts first, and touches nothing but the registry', async () => {
      const { deps, put, objects, sweep, find, close } = await opened()
      await put('data/one.bin', 'one')
      await put('data/deep/two.bin', 'two two')
      await put('clients/x', '{}')
      await put(contentKey({ directory: '' }, hashOf('stored')), 'stored')
      const before = await objects()
      await askAdoption(deps, { name: zone }, 'counting')
      await sweep()
      expect(await adoptionOf(deps, { name: zone })).toMatchObject({
        phase: 'counted',
        found: { files: 2, bytes: 10 },
        adopted: { files: 0 },
        inPlace: 1,
        leftOut: { clients: 1, settings: 1 }
      })
      expect(await find('one')).toBeUndefined()
      expect(await objects()).toEqual(before)
      await close()
    })

    it('finds each by its hash where it lies, and changes no object', async () => {
      const { deps, store, put, place, objects, find, adopt, close } = await opened()
      await put('data/one.bin', 'one')
      await put('a name with spaces +&ü.txt', 'two')
      await put(contentKey({ directory: '' }, hashOf('stored')), 'stored')
      const before = await objects()
      expect((await adopt()).outcome).toBe('done')
      expect(await find('one')).toBe('data/one.bin')
      expect(await find('two')).toBe('a name with spaces +&ü.txt')
      expect(await find('stored')).toBe(contentKey({ directory: '' }, hashOf('stored')))
      expect(await objects()).toEqual(before)
      expect(await adoptionOf(deps, { name: zone })).toMatchObject({ phase: 'done', adopted: { files: 2, bytes: 6 } })
      const input = { zone, hash: hashOf('one'), size: 3 }
      expect(await initiateUpload(deps, ann, input)).toEqual({ outcome: 'already_exists' })
      expect((await store.head(place('data/one.bin')))?.size).toBe(3)
      await close()
    })

    it('never gives a changed object under the former hash, and finds it under the new one by the next day', async () => {
      const { put, find, adopt, sweep, pass, place, store, close } = await opened()
      await put('one.bin', 'one')
      await put('gone.bin', 'gone')
      await adopt()
      await put('one.bin', 'another')
      await put('new.bin', 'new')
      await store.remove(place('gone.bin'))
      expect(await find('one')).toBeUndefined()
      expect(await find('gone')).toBeUndefined()
      pass(24 * 3600_000)
      await sweep()
      expect(await find('another')).toBe('one.bin')
      expect(await find('one')).toBeUndefined()
      // What came later is adopted when somebody asks again.
      expect(await find('new')).toBeUndefined()
      await adopt()
      expect(await find('new')).toBe('new.bin')
      await close()
    })

    it('finds one of several with the same bytes for as long as there is one', async () => {
      const { put, find, adopt, place, store, close } = await opened()
      await put('a', 'same')
      await put('b', 'same')
      await adopt()
      const first = await find('same')
      await store.remove(place(first ?? ''))
      await adopt()
      expect(await find('same')).toBe(first === 'a' ? 'b' : 'a')
      await close()
    })

    it('lets a deleted file’s object lie, and never adopts it again', async () => {
      const { deps, put, find, adopt, objects, close } = await opened()
      await put('data/one.bin', 'one')
      await adopt()
      expect(await find('one')).toBe('data/one.bin')
      const before = await objects()
      expect(await deleteFile(deps, ann, { zone, hash: hashOf('one') }, facts)).toEqual({ success: true })
      expect(await find('one')).toBeUndefined()
      expect(await objects()).toEqual(before)
      await adopt()
      expect(await find('one')).toBeUndefined()
      expect(await deleteFile(deps, ann, { zone, hash: hashOf('one') }, facts)).toMatchObject({ success: false })
      await close()
    })

    it('comes to the same end wherever a run dies', { timeout: 120_000 }, async () => {
      const files = Array.from({ length: 5 }, (_, number) => [`data/${number}.bin`, `file ${number % 4}`] as const)
      for (let at = 1, finished = false; !finished; at += killedEach) {
        const { deps, put, objects, find, sweep, pass, close } = await opened()
        for (const [key, text] of files) await put(key, text)
        const before = await objects()
        await askAdoption(deps, { name: zone }, 'adopting')
        const { onCall, calls } = killedAt(at, 'after')
        await sweep(interrupted(deps, onCall)).catch(error => {
          if (!(error instanceof Killed)) throw error
        })
        finished = calls() < at
        // The lease of whoever died ends.
        pass(100_000)
        expect((await sweep()).outcome).toBe('done')
        for (const number of [0, 1, 2, 3]) expect(await find(`file ${number}`)).toMatch(/^data\/\d\.bin$/)
        expect(await objects()).toEqual(before)
        const resolved = await resolveZone(deps, zone)
        const records = await deps.registry.list({ kind: 'adopted-file', zone: resolved.name }, { limit: 100 })
        expect(records.items).toHaveLength(4)
        await close()
      }
    })
  })
}
