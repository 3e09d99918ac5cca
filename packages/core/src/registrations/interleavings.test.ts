/**
 * Uploads, changes of readers and deletions of one file at once, in 500 orders, with stores that fail before or after what
 * they were to do: nobody ever finds what no registration lets them read, and whoever was told that their file is stored
 * finds it.
 */
import { expect, it } from 'vitest'
import { interrupted } from '../../testing/interrupted.ts'
import { deleteFile, finalizeUpload, findFile, initiateUpload } from '../../testing/operations.ts'
import { user } from '../../testing/test-gateway.ts'
import { bytes, hash, openGateway, wrong, zone } from '../../testing/upload-fixture.ts'
import { authorizeZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors, GatewayError } from '../errors.ts'
import { leaveFile } from '../files/leave-file.ts'
import { changeRegistration } from './change-registration.ts'

const runs = 500
const owners = ['ann', 'bob', 'cleo'] as const
type Owner = (typeof owners)[number]

/** Numbers from 0 to 1, the same for a seed. */
function numbers(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

async function run(seed: number) {
  const next = numbers(seed)
  const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T
  const gateway = await openGateway({ readers: true })
  await gateway.settings('default', 'allowPublicUpload: true\nauthorizedUsers: [{ userId: adam, admin: true }]')
  await gateway.registry.create(
    { kind: 'file-settings', zone, id: 'fileSettings' },
    { defaultVisibility: 'private', teams: [] }
  )
  const waiting: (() => void)[] = []
  let failing = true
  const process = (): GatewayDeps => {
    const deps = interrupted(gateway.deps, async ({ go }) => {
      await new Promise<void>(resolve => waiting.push(resolve))
      gateway.pass(5)
      const luck = failing ? next() : 1
      if (luck < 0.02) throw errors.storeUnavailable('a store', new Error('before'))
      const result = await go()
      if (luck < 0.04) throw errors.storeUnavailable('a store', new Error('after'))
      return result
    })
    deps.caches.bindingsByKey.set('all', { done: true })
    deps.caches.triedBuckets.set('memory://default', { obeyed: [] })
    return deps
  }
  const processes = [process(), process()]

  /** Who was told that their file is stored, and did nothing to it since. */
  const told = new Set<Owner>()
  let deletions = 0
  const facts = () => ({ requestTimestamp: gateway.clock.now, requestHeaders: {} })
  const at = (deps: GatewayDeps, login: string) => authorizeZone(deps, user(login), 'anyone', zone)

  async function upload(deps: GatewayDeps, login: Owner) {
    const before = deletions
    const begun = await initiateUpload(deps, user(login), { zone, hash, size: bytes.length })
    if (begun.outcome === 'upload') {
      const { objectKey } = begun
      await gateway.buckets.default.put(objectKey, bytes)
      const input = { zone, hash, size: bytes.length, objectKey }
      if ((await finalizeUpload(deps, user(login), input, facts())).outcome !== 'stored') return
    } else if (begun.outcome !== 'already_exists') return
    if (deletions === before) told.add(login)
  }
  async function uploadWrongBytes(deps: GatewayDeps) {
    const mallory = user('mallory')
    const begun = await initiateUpload(deps, mallory, { zone, hash, size: bytes.length })
    expect(begun.outcome, 'mallory is told nothing').toBe('upload')
    if (begun.outcome !== 'upload') return
    const { objectKey } = begun
    await gateway.buckets.default.put(objectKey, wrong)
    await finalizeUpload(deps, mallory, { zone, hash, size: bytes.length, objectKey }, facts())
  }
  async function leave(deps: GatewayDeps, login: Owner) {
    deletions += 1
    told.delete(login)
    await leaveFile(deps, await at(deps, login), user(login).user, hash, facts())
  }
  async function deleteByAdministrator(deps: GatewayDeps) {
    deletions += 1
    told.clear()
    await deleteFile(deps, user('adam'), { zone, hash }, facts()).finally(() => {
      deletions += 1
      told.clear()
    })
  }
  async function change(deps: GatewayDeps, login: Owner) {
    await changeRegistration(deps, await at(deps, login), user(login).user, hash, { visibility: 'private' }, facts())
  }
  async function lookAsStranger(deps: GatewayDeps) {
    const { found } = await findFile(deps, user('mallory'), { zone, hash })
    expect(found, 'nobody let mallory read it').toBe(false)
  }

  const work = Array.from({ length: 10 }, async () => {
    const deps = pick(processes)
    const what = next()
    const login = pick(owners)
    try {
      if (what < 0.45) await upload(deps, login)
      else if (what < 0.5) await uploadWrongBytes(deps)
      else if (what < 0.75) await leave(deps, login)
      else if (what < 0.8) await deleteByAdministrator(deps)
      else if (what < 0.85) await change(deps, login)
      else await lookAsStranger(deps)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
    }
  })
  const ended = Promise.all(work).then(() => true)
  const settle = async <T>(result: Promise<T>): Promise<T> => {
    let done = false
    const watched = result.finally(() => {
      done = true
    })
    watched.catch(() => {})
    while (!done) {
      if (waiting.length > 0) waiting.splice(Math.floor(next() * waiting.length), 1)[0]?.()
      await new Promise(resolve => setImmediate(resolve))
    }
    return watched
  }
  await settle(ended)

  failing = false
  gateway.pass(120_000)
  for (const deps of processes) {
    await settle(lookAsStranger(deps))
    for (const login of told) {
      const { found } = await settle(findFile(deps, user(login), { zone, hash }))
      expect(found, `${login} was told that it is stored`).toBe(true)
    }
  }
  return told.size
}

it(`holds in ${runs} orders`, { timeout: 120_000 }, async () => {
  let kept = 0
  for (let seed = 0; seed < runs; seed++) {
    kept += await run(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
  }
  // It would show nothing if nobody had anything in the end.
  expect(kept).toBeGreaterThan(runs / 4)
})
