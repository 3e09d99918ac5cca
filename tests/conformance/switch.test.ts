/**
 * From an older gateway to this one under the load of clients that know one address alone, and back again after more
 * registrations: nothing fails, nothing is lost. docs/moving.md promises it. Of the 20 requests a second, two processes of
 * the real Python client make half.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { localSite, registerLocally } from '../../packages/client/src/register-locally.ts'
import { signIn } from '../../packages/client/src/site-visitor.ts'
import { fewAtOnce } from '../../packages/core/src/few-at-once.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'
import { startPythonLoad } from '../older-gateway/python-load.ts'
import { type SideBySide, startSideBySide } from '../older-gateway/side-by-side.ts'
import { startSteadyLoad } from '../older-gateway/steady-load.ts'

/** ms of load before, between and after the switches. */
const part = 4_500
/** s between two things that one Python process does: 4 requests for 3 of them. */
const pythonPace = 0.27

const nothing = async () => {}

describe.each([
  ['', { faults: false }],
  [' while the stores fail now and then', { faults: true }]
])('the switch under load%s', (_, { faults }) => {
  let both: SideBySide
  const folder = scratchFolder()
  const seeds = [1, 2, 3, 4].map(seed => Buffer.alloc(32, seed))
  const pythonSeeds = [5, 6].map(seed => Buffer.alloc(32, seed))
  beforeAll(async () => {
    const ids = [...seeds, ...pythonSeeds].map(seed => new KacheryClient('http://127.0.0.1', { seed }).clientId)
    both = await startSideBySide(async older => {
      for (const id of ids) await older.register(id, 'ada')
    })
  }, 60_000)
  afterAll(async () => {
    await both?.close()
    await folder.remove()
  }, 30_000)

  it('and back after more registrations fails no request and loses nothing', async () => {
    const { older, ours, real, address, lead, runJob, waiting } = both
    const at = (seed: Uint8Array, url = address) => new KacheryClient(url, { seed })
    const again = faults ? 20 : 0
    const pythons = await Promise.all(
      pythonSeeds.map(async (seed, number) => {
        const home = join(folder.path, `python-${number}`)
        const python = await startPythonLoad(address, { seed, home, again, pace: pythonPace })
        onTestFinished(async () => void (await python.stop()), 60_000)
        return python
      })
    )
    const load = startSteadyLoad(
      seeds.map(seed => at(seed)),
      again
    )
    onTestFinished(() => load.stop(), 60_000)
    const begunAt = Date.now()
    const stopFaults = faults ? both.startFaults() : nothing
    const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
      for (let tries = 1; ; tries++)
        try {
          return await work()
        } catch (error) {
          if (!faults || tries > 20) throw error
          await sleep(300)
        }
    }

    await sleep(part)
    const there = Buffer.alloc(32, 11)
    await patiently(() => older.register(at(there).clientId, 'bob'))
    // Others each time: what an earlier try has left is there already.
    const [begun, kept, back] = [randomBytes(100), randomBytes(100), randomBytes(100)]
    const upload = await patiently(() => at(there).initiate(begun))
    await patiently(() => at(there).put(String(upload.signedUploadUrl), begun))

    const forthAt = Date.now()
    lead('ours')
    await patiently(() => at(there).finalize(begun, String(upload.objectKey)))
    await patiently(() => at(there).storeBytes(kept))
    const here = [21, 22, 23].map(seed => Buffer.alloc(32, seed))
    for (const seed of here) await patiently(() => registerLocally(at(seed, ours.url), 'carol', 'rig'))
    const [removed = there] = here
    const carol = await patiently(() => signIn(localSite(ours.url), 'carol'))
    await patiently(async () => {
      const { status } = await carol.ask(`DELETE /api/zones/default/clients/${at(removed).clientId}`)
      // An answer may be lost on its way.
      if (![200, 204, 404].includes(status)) throw new Error(`removal: ${status}`)
    })
    await sleep(part)
    const uploadHere = await patiently(() => at(there).initiate(back))
    await patiently(() => at(there).put(String(uploadHere.signedUploadUrl), back))
    if (faults) {
      await stopFaults()
      await runJob('check-zones')
    }

    const backAt = Date.now()
    lead('older')
    await patiently(() => at(there).finalize(back, String(uploadHere.objectKey)))
    const known = async (seed: Uint8Array, url = address) =>
      (await at(seed, url).ask({ type: 'getClientInfo', clientId: at(seed).clientId })).found
    expect(await Promise.all([...seeds, there, ...here].map(seed => known(seed)))).toEqual([
      ...seeds.map(() => true),
      true,
      false,
      true,
      true
    ])
    for (const seed of here.slice(1)) await at(seed).storeBytes(Buffer.from(seed))
    await sleep(part)
    const [byPython] = await Promise.all([Promise.all(pythons.map(python => python.stop())), load.stop()])

    expect([...load.failures, ...byPython.flatMap(({ failures }) => failures)]).toEqual([])
    const perSecond =
      (load.requests() + byPython.reduce((sum, { requests }) => sum + requests, 0)) / ((Date.now() - begunAt) / 1000)
    // A machine that many share may be slower than the clients.
    expect(perSecond).toBeGreaterThan(5)
    // Before, between and after.
    for (const { works } of byPython)
      for (const [from, until] of [
        [begunAt, forthAt],
        [forthAt, backAt],
        [backAt, Number.POSITIVE_INFINITY]
      ] as const)
        expect(works.some(({ at }) => at >= from && at < until)).toBe(true)
    const stored = new Map([load.stored, ...byPython.map(python => python.stored)].flatMap(all => [...all]))
    await fewAtOnce([...stored], 8, async ([hash, bytes]) => {
      for (const url of [older.url, ours.url])
        expect(Buffer.from((await at(there, url).loadBytes(hash)) ?? '').equals(bytes), `${hash} at ${url}`).toBe(true)
    })
    for (const bytes of [begun, kept, back])
      expect((await at(there, ours.url).storeBytes(bytes)).alreadyExists).toBe(true)

    // Both wrote into one database; the older action archives all of it, and each upload is there once.
    expect((await waiting()).length).toBeGreaterThan(0)
    await older.archive()
    expect(await waiting()).toEqual([])
    const archives = await Promise.all(
      (await real.keys('logs/')).map(async key => JSON.parse(Buffer.from(await real.get(key)).toString()))
    )
    const finalized = archives.flat().filter(({ request }) => request.payload.type === 'finalizeFileUpload')
    const counts = new Map<string, number>()
    for (const { request } of finalized) counts.set(request.payload.hash, (counts.get(request.payload.hash) ?? 0) + 1)
    const expected = [...stored.keys()]
    expect(expected.filter(hash => !counts.has(hash))).toEqual([])
    if (!faults) expect(expected.filter(hash => counts.get(hash) !== 1)).toEqual([])
  }, 150_000)
})
