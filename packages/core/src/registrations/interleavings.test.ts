/**
 * Uploads, changes of readers, deletions and links of one file at once, in 500 orders, with stores that fail before or
 * after what they were to do: nobody ever finds what no registration lets them read, whoever was told that their file is
 * stored finds it, and a link gives it as often as it says, while its maker has it and nobody has revoked it.
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
import type { ShareLinkId, ShareToken } from '../model/share-link.ts'
import { makeShareLink } from '../share-links/make-share-link.ts'
import { revokeShareLink } from '../share-links/revoke-share-link.ts'
import { shareLinkKey } from '../share-links/share-link-record.ts'
import { readByLink } from '../share-links/use-share-link.ts'
import { signInAccount } from '../users/account.ts'
import { changeRegistration } from './change-registration.ts'

const runs = 500
/** That each link counts. */
const uses = 2
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

  for (const login of owners) {
    await signInAccount(gateway.deps, { accountId: user(login).user.accountId, login: user(login).user.login })
  }
  /** Links whose making was told. */
  const links: { token: ShareToken; id: ShareLinkId; by: Owner; revoked: boolean; reads: number }[] = []
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

  async function share(deps: GatewayDeps, by: Owner) {
    const wanted = { hashes: [hash], endsAt: gateway.clock.now + 3600_000, count: uses, note: '' }
    const { token, made } = await makeShareLink(deps, await at(deps, by), user(by).user, wanted, facts())
    links.push({ token, id: made.id, by, revoked: false, reads: 0 })
  }
  async function readShared(deps: GatewayDeps, link: (typeof links)[number]) {
    await readByLink(deps, link.token, {}, 'whole', facts())
    link.reads += 1
  }
  async function revoke(deps: GatewayDeps, link: (typeof links)[number]) {
    await revokeShareLink(deps, await at(deps, link.by), user(link.by).user, link.id, facts())
    link.revoked = true
  }
  /** What needs what others do waits for it, for a while. */
  const when = async (isSo: () => boolean, work: () => Promise<void>) => {
    for (let n = 0; n < 600 && !isSo(); n++) await new Promise(resolve => setImmediate(resolve))
    await work()
  }
  const ofSomeLink = (work: (link: (typeof links)[number]) => Promise<void>) =>
    when(
      () => links.length > 0,
      async () => {
        if (links.length > 0) await work(pick(links))
      }
    )

  const work = Array.from({ length: 16 }, async () => {
    const deps = pick(processes)
    const what = next()
    const login = pick(owners)
    try {
      if (what < 0.35) await upload(deps, login)
      else if (what < 0.38) await uploadWrongBytes(deps)
      else if (what < 0.46) await leave(deps, login)
      else if (what < 0.48) await deleteByAdministrator(deps)
      else if (what < 0.5) await change(deps, login)
      else if (what < 0.64)
        await when(
          () => told.size > 0,
          () => share(deps, login)
        )
      else if (what < 0.84) await ofSomeLink(link => readShared(deps, link))
      else if (what < 0.88) await ofSomeLink(link => revoke(deps, link))
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
  const [deps] = processes
  if (deps === undefined) throw new Error('there are two')
  let given = 0
  for (const link of links) {
    expect(link.reads, 'a link gives no more than it counts').toBeLessThanOrEqual(uses)
    given += link.reads
    const { found: makerHasIt } = await settle(findFile(deps, user(link.by), { zone, hash }))
    const kept = await gateway.registry.get(shareLinkKey(zone, link.id))
    // A use whose read failed counts, too.
    const isLeft = kept?.state === 'present' && Number(kept.value.used) < uses
    const gives = await settle(
      readShared(deps, link).then(
        () => true,
        error => (error instanceof GatewayError && error.code === 'share.not_found' ? false : Promise.reject(error))
      )
    )
    expect(gives, `the link of ${link.by}`).toBe(makerHasIt && isLeft && !link.revoked)
  }
  return { kept: told.size, links: links.length, given, revoked: links.filter(({ revoked }) => revoked).length }
}

it(`holds in ${runs} orders`, { timeout: 120_000 }, async () => {
  const sums = { kept: 0, links: 0, given: 0, revoked: 0 }
  for (let seed = 0; seed < runs; seed++) {
    const ended = await run(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
    for (const name of ['kept', 'links', 'given', 'revoked'] as const) sums[name] += ended[name]
  }
  // It would show nothing if nobody had anything in the end, or nobody shared, read and revoked.
  expect(sums.kept).toBeGreaterThan(runs / 4)
  expect(sums.links).toBeGreaterThan(runs / 4)
  expect(sums.given).toBeGreaterThan(runs / 20)
  expect(sums.revoked).toBeGreaterThan(runs / 50)
})
