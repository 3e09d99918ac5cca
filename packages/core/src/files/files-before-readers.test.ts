/** Files that were there before files had readers get registrations by the job; it counts downloads and who stores what. */
import { describe, expect, it } from 'vitest'
import { interrupted, Killed, killedAt } from '../../testing/interrupted.ts'
import { findFile } from '../../testing/operations.ts'
import { facts, hashOf, newClient, testGateway, user } from '../../testing/test-gateway.ts'
import { zone } from '../../testing/upload-fixture.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { runJob } from '../jobs/run-job.ts'
import { listOwnFiles } from '../me/list-own-files.ts'
import { ownStored } from '../me/own-stored.ts'
import { changeRegistration } from '../registrations/change-registration.ts'
import { listZoneFiles } from '../registrations/list-files.ts'
import { registerFile } from '../registrations/register-file.ts'
import { registrationsOf } from '../registrations/registered.ts'
import { storedByAccount } from '../registrations/stored-by-account.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { deleteFile } from './delete-file.ts'
import { contentKey } from './keys.ts'
import { leaveFile } from './leave-file.ts'

const day = 24 * 3600_000
const ample = { timeLeft: () => 600_000, zone }
const switchedOn = Date.UTC(2026, 0, 1)
const [ann, bob] = [user('ann'), user('bob')]

async function open() {
  const gateway = testGateway({ readers: switchedOn })
  await gateway.settings(
    'default',
    'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: [{ userId: carol, download: true }]'
  )
  const at = await resolveZone(gateway.deps, zone)
  let archives = 0
  const { default: bucket } = gateway.buckets

  const put = async (text: string) => {
    const hash = hashOf(text)
    await bucket.put(contentKey(at, hash), Buffer.from(text))
    return hash
  }
  const archive = (items: unknown[], time = switchedOn - day) =>
    bucket.put(`logs/log-${new Date(time + archives++).toISOString()}.json`, Buffer.from(JSON.stringify(items)))
  const sweep = async (deps: GatewayDeps = gateway.deps) => runJob(deps, 'sweep', ample)
  const held = async (hash: ContentHash) =>
    (await registrationsOf(gateway.deps, at, hash))
      .filter(({ registration }) => registration.state === 'held')
      .map(({ registration: { ownerId = 'nobody', visibility } }) => `${ownerId} ${visibility}`)
      .sort()
  const listed = async () => (await listZoneFiles(gateway.deps, at, { limit: 100 })).items
  const reads = async (who: typeof ann, hash: ContentHash) =>
    (await findFile(gateway.deps, who, { zone, hash }).catch(() => ({ found: false }))).found
  const accounts = async () => (await storedByAccount(gateway.deps, at))?.accounts
  return { ...gateway, zone: at, accounts, bucket, put, archive, sweep, held, listed, reads }
}

const item = (type: string, caller: object, hash: string, response: object, time: number) => ({
  request: { payload: { type, hashAlg: 'sha1', hash, size: 3, zone, objectKey: `uploads/${hash}` }, ...caller },
  response,
  requestTimestamp: time,
  requestHeaders: {},
  zone
})
const stored = (caller: object, hash: string, time = switchedOn - 2 * day) =>
  item('finalizeFileUpload', caller, hash, {}, time)
const downloaded = (hash: string, found = true) =>
  item('findFile', {}, hash, { type: 'findFile', found, size: 3 }, switchedOn - day)
const by = (login: string) => ({ githubUserId: login })

describe('a file that was there before files had readers', () => {
  it('is whose the activity says, by login or client, else nobody’s, and its place in lists is when it was stored', async () => {
    const site = await open()
    const { clientId } = newClient()
    await site.registry.create(
      { kind: 'client', zone, id: clientId },
      { clientId, ownerId: 'bob', ownerAccountId: 'id-of-bob', timestampCreated: 1, label: '' }
    )
    const [one, two, three] = [await site.put('one'), await site.put('two'), await site.put('three')]
    await site.archive([stored(by('ann'), one), stored({ fromClientId: clientId }, two, switchedOn - 3 * day)])
    const { outcome, counts } = await site.sweep()
    expect({ outcome, counts }).toMatchObject({ outcome: 'done', counts: { registered: 2, nobodys: 1 } })
    expect(await Promise.all([one, two, three].map(site.held))).toEqual([['ann zone'], ['bob zone'], ['nobody zone']])
    expect(await site.listed()).toMatchObject([
      { hash: three, owner: null, at: site.clock.now },
      { hash: one, owner: 'ann', at: switchedOn - 2 * day, size: 3 },
      { hash: two, owner: 'bob', at: switchedOn - 3 * day, clientId }
    ])
    expect((await listOwnFiles(site.deps, { user: bob.user, credential: bob }, { limit: 9 })).items).toMatchObject([
      { hash: two }
    ])
  })

  it('is read by whom it was read before, and by nobody else', async () => {
    const site = await open()
    const [one, two] = [await site.put('one'), await site.put('two')]
    const before = await Promise.all(
      [ann, bob, user('carol')].flatMap(who => [site.reads(who, one), site.reads(who, two)])
    )
    await site.archive([stored(by('ann'), one)])
    await site.sweep()
    site.pass(60_000)
    const after = await Promise.all(
      [ann, bob, user('carol')].flatMap(who => [site.reads(who, one), site.reads(who, two)])
    )
    expect(before).toEqual([false, false, false, false, true, true])
    // Ann has it now.
    expect(after).toEqual([true, false, false, false, true, true])
  })

  it('was nobody’s until the activity of its last hour was archived: it is its uploader’s alone then', async () => {
    const site = await open()
    const hash = await site.put('of the last hour')
    await site.sweep()
    expect(await site.held(hash)).toEqual(['nobody zone'])
    await site.archive([stored(by('ann'), hash, switchedOn - 60_000)], switchedOn + day)
    await site.sweep()
    expect(await site.held(hash)).toEqual(['ann zone'])
    expect((await site.listed()).map(({ owner }) => owner)).toEqual(['ann'])
    expect(await site.reads(user('carol'), hash)).toBe(true)
    await changeRegistration(site.deps, site, ann.user, hash, { visibility: 'private' }, facts)
    site.pass(60_000)
    expect(await site.reads(user('carol'), hash)).toBe(false)
    await site.sweep()
    expect(await site.held(hash)).toEqual(['ann private'])
  })

  it('stays nobody’s beside whoever stored it after readers were switched on, unless they had stored it before', async () => {
    const site = await open()
    const hash = await site.put('bytes')
    await registerFile(site.deps, site.zone, { hash, size: 5 }, { ownerId: bob.user.login }, true)
    await site.archive([stored(by('bob'), hash, switchedOn + 60_000)], switchedOn + day)
    await site.sweep()
    expect(await site.held(hash)).toEqual(['bob zone', 'nobody zone'])
    await site.archive([stored(by('bob'), hash)], switchedOn + 2 * day)
    await site.sweep()
    expect(await site.held(hash)).toEqual(['bob zone'])
  })

  it('is everybody’s who stored it, and gets nobody more once an owner closed it', async () => {
    const site = await open()
    const [one, two] = [await site.put('one'), await site.put('two')]
    await site.archive([stored(by('ann'), one), stored(by('bob'), one), stored(by('ann'), two)])
    await site.sweep()
    expect(await site.held(one)).toEqual(['ann zone', 'bob zone'])
    await changeRegistration(site.deps, site, ann.user, two, { visibility: 'private' }, facts)
    await site.archive([stored(by('bob'), two)])
    await site.sweep()
    expect(await site.held(two)).toEqual(['ann private'])
  })

  it('is nobody’s again by no repetition: who gave it up has it no more', async () => {
    const site = await open()
    const one = await site.put('one')
    await site.archive([stored(by('ann'), one), stored(by('bob'), one)])
    await site.sweep()
    await leaveFile(site.deps, { action: 'anyone', zone: site.zone, credential: ann }, ann.user, one, facts)
    await site.archive([stored(by('ann'), one)])
    site.pass(day)
    expect((await site.sweep()).counts).not.toMatchObject({ registered: 1 })
    expect(await site.held(one)).toEqual(['bob zone'])
  })

  it('gets none where it is not there, where an upload failed, or was after readers were switched on', async () => {
    const site = await open()
    const one = await site.put('one')
    const failed = { ...stored(by('ann'), one), response: { error: 'wrong bytes' } }
    await site.archive([stored(by('ann'), hashOf('gone')), failed, stored(by('bob'), one, switchedOn), { no: 'item' }])
    await site.sweep()
    expect(await site.held(hashOf('gone'))).toEqual([])
    expect(await site.held(one)).toEqual(['nobody zone'])
  })

  it('stays closed where it was deleted at the same moment', async () => {
    for (const owner of [undefined, ann]) {
      const site = await open()
      const one = await site.put('one')
      if (owner !== undefined) await site.archive([stored(by('ann'), one)])
      const create = site.registry.create.bind(site.registry)
      let deleted = false
      site.registry.create = async (key, value, options) => {
        if (key.kind === 'registration' && !deleted) {
          deleted = true
          const at = { action: 'delete', zone: site.zone, credential: user('root') } as const
          await deleteFile(site.deps, at, { hash: one }, { requestTimestamp: site.clock.now })
        }
        return create(key, value, options)
      }
      await site.sweep()
      expect(await site.held(one)).toEqual([])
      expect(site.bucket.objects.has(contentKey(site.zone, one))).toBe(false)
    }
  })

  it('is registered once by a run that begins anew wherever the one before died, and everything counts once', async () => {
    for (let at = 1, ended = false; !ended; at += 3) {
      const site = await open()
      const [one, two] = [await site.put('one'), await site.put('two')]
      await site.archive([stored(by('ann'), one), downloaded(one), downloaded(two), downloaded(two, false)])
      await site.archive([downloaded(one)])
      const { onCall, calls } = killedAt(at, at % 2 === 0 ? 'before' : 'after')
      await site.sweep(interrupted(site.deps, onCall)).catch(error => {
        if (!(error instanceof Killed)) throw error
      })
      ended = calls() < at
      site.pass(120_000)
      await site.sweep()
      expect(await site.listed(), `killed at call ${at}`).toMatchObject([
        { hash: two, owner: null, downloads: 1 },
        { hash: one, owner: 'ann', downloads: 2 }
      ])
      expect(await site.accounts(), `killed at call ${at}`).toEqual([
        { owner: 'ann', files: 1, bytes: 3 },
        { owner: null, files: 1, bytes: 3 }
      ])
    }
  }, 60_000)

  it('is looked for in slices, each in its time', async () => {
    const site = await open()
    for (let n = 0; n < 2_100; n++) await site.put(`file ${n}`)
    let left = 600_000
    const list = site.bucket.list.bind(site.bucket)
    let pages = 0
    site.bucket.list = (prefix, page) => {
      // countStored lists the same before it.
      if (prefix === 'sha1/' && ++pages === 4) left = 0
      return list(prefix, page)
    }
    expect((await runJob(site.deps, 'sweep', { ...ample, timeLeft: () => left })).outcome).toBe('continues')
    expect(await storedByAccount(site.deps, site.zone)).toEqual({ countedAt: null, accounts: [], more: 0 })
    left = 600_000
    expect((await site.sweep()).outcome).toBe('done')
    expect(pages).toBe(6)
    expect(await site.accounts()).toMatchObject([{ owner: null, files: 2_100 }])
  }, 60_000)
})

describe('what an account stores', () => {
  it('is counted by zone and by account, once a day, and told to whose it is', async () => {
    const site = await open()
    const one = await site.put('one')
    await site.put('three')
    const registrant = { ownerId: ann.user.login, ownerAccountId: 'id-of-ann' }
    await registerFile(site.deps, site.zone, { hash: one, size: 3 }, registrant, false)
    await site.sweep()
    expect(await storedByAccount(site.deps, site.zone)).toEqual({
      countedAt: site.clock.now,
      accounts: [
        { owner: null, files: 1, bytes: 5 },
        { owner: 'ann', files: 1, bytes: 3 }
      ],
      more: 0
    })
    expect(await ownStored(site.deps, ann.user)).toEqual({ zones: [{ zone, files: 1, bytes: 3 }] })
    expect(await ownStored(site.deps, bob.user)).toEqual({ zones: [] })
    await leaveFile(site.deps, { action: 'anyone', zone: site.zone, credential: ann }, ann.user, one, facts)
    site.pass(day)
    await site.sweep()
    expect(await site.accounts()).toEqual([{ owner: null, files: 1, bytes: 5 }])
    expect(await ownStored(site.deps, ann.user)).toEqual({ zones: [] })
  })
})

describe('the job', () => {
  it('reads nothing more in a zone that does not switch readers on', async () => {
    const gateway = testGateway()
    await gateway.buckets.default.put('logs/log-2025-01-01T00:00:00.000Z.json', Buffer.from('[]'))
    await runJob(gateway.deps, 'sweep', ample)
    expect(gateway.registry.calls.filter(({ key }) => key.kind.startsWith('registration'))).toEqual([])
    expect(gateway.registry.calls.filter(({ key }) => key.kind === 'file-count')).toEqual([])
    expect(gateway.buckets.default.calls.filter(({ method, key }) => method === 'list' && key === 'logs/')).toEqual([])
  })

  it('reads archives once, and changes nothing in a dry run', async () => {
    const site = await open()
    const one = await site.put('one')
    await site.archive([stored(by('ann'), one), downloaded(one)])
    await runJob(site.deps, 'sweep', { ...ample, dryRun: true })
    expect(await site.held(one)).toEqual([])
    await site.sweep()
    site.forget()
    site.pass(day)
    await site.sweep()
    const { calls } = site.bucket
    expect(calls.filter(({ method, key }) => method === 'get' && key.startsWith('logs/'))).toEqual([])
    expect(await site.listed()).toMatchObject([{ downloads: 1 }])
  })
})
