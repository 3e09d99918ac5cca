/** Issue 13, number 23: a zone's administrators are told when its bucket breaks and works again, signed and sent again. */
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { interrupted, Killed } from '../../testing/interrupted.ts'
import { facts, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { runJob } from '../jobs/run-job.ts'
import { credentialCipher } from '../stores/credential-cipher.ts'
import { signInAccount } from '../users/account.ts'
import { addZone } from './add-zone.ts'
import { removeZone, renameZone } from './remove-zone.ts'
import { resolveZone } from './resolve-zone.ts'
import { removeWebhook, setWebhook, showWebhook, testWebhook } from './set-webhook.ts'
import { mostDeliveries, readWebhook } from './webhook.ts'

const hour = 3_600_000
const lab = zoneName('lab')
const root = user('root').user
const ann = user('ann').user
const address = 'https://hooks.example.org/kachery/s3cret-path?a=1'

function theOne<T>(items: readonly T[]): T {
  const [one] = items
  if (one === undefined || items.length > 1) throw new Error(`${items.length} instead of one`)
  return one
}

async function open(of = address) {
  const gateway = testGateway()
  const { deps } = gateway
  deps.credentialCipher = credentialCipher(Buffer.alloc(32, 3))
  for (const { accountId, login } of [root, ann]) await signInAccount(deps, { accountId, login })
  const set = (url: string, by = ann) => setWebhook(deps, { user: by, zone: { name: lab } }, url, facts)
  const { secret } = await set(of)
  const refused = interrupted(deps, async ({ method, go }) => {
    if (method === 'put') throw errors.storeRefused('the bucket memory://lab', new Error('403'))
    return go()
  })
  const broken: GatewayDeps = {
    ...deps,
    caches: refused.caches,
    openBucket: ref => (ref.uri === 'memory://lab' ? refused : deps).openBucket(ref)
  }
  const check = (of = deps) => runJob(of, 'check-zones', { timeLeft: () => 600_000, origins: [], zone: 'lab' })
  const shown = async () => (await showWebhook(deps, { name: lab }))?.deliveries ?? []
  const events = () => gateway.posted.map(({ body }) => JSON.parse(body).event)
  await check()
  return { ...gateway, set, secret, broken, check, shown, events }
}

describe('a zone’s webhook', () => {
  it('is told once that the bucket broke, with what to do, and once that it works', async () => {
    const { check, broken, deps, clock, posted, shown, pass } = await open()
    pass(hour)
    const brokenAt = clock.now
    for (let n = 0; n < 3; n++) await check(broken)
    pass(hour)
    for (let n = 0; n < 3; n++) await check()
    expect(posted.map(({ url, body }) => [url, JSON.parse(body)])).toEqual([
      [
        address,
        {
          event: 'zone.broken',
          zone: 'lab',
          since: brokenAt,
          problem: 'memory://lab lets the gateway in but refuses to write; give its credentials the permission.',
          at: brokenAt,
          gateway: deps.publicUrl
        }
      ],
      [
        address,
        {
          event: 'zone.works',
          zone: 'lab',
          since: clock.now,
          problem: null,
          at: clock.now,
          gateway: deps.publicUrl
        }
      ]
    ])
    expect(await shown()).toMatchObject([
      { event: 'zone.works', state: 'delivered', status: 204, tries: 1, problem: null },
      { event: 'zone.broken', state: 'delivered', status: 204, tries: 1, problem: null }
    ])
  })

  it('gets a signature of time and body that the secret alone makes', async () => {
    const { check, broken, posted, secret, clock } = await open()
    await check(broken)
    const { headers, body } = theOne(posted)
    const timestamp = headers['x-kachery-timestamp']
    expect(timestamp).toBe(String(Math.floor(clock.now / 1000)))
    const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    expect(headers['x-kachery-signature']).toBe(`sha256=${mac}`)
    expect(secret).toMatch(/^whsec_[0-9a-f]{64}$/)
  })

  it('is told again, later and later, for a day, and then no more', async () => {
    const { check, broken, posted, shown, pass, webhookAnswers, deps } = await open()
    webhookAnswers.push({ failure: 'timeout' }, ...Array.from({ length: 30 }, () => ({ status: 500 })))
    const tried: number[] = []
    for (let n = 0; n < 30; n++) {
      const before = posted.length
      const result = await check(broken)
      if (posted.length > before) tried.push(n)
      if (n === 0) expect(result.notable[0]?.notes.at(-1)).toMatch(/webhook: It didn’t answer in time/)
      expect(result.outcome).toBe('done')
      pass(hour)
    }
    expect(tried).toEqual([0, 1, 3, 7, 15])
    expect(new Set(posted.map(({ headers }) => headers['x-kachery-delivery'])).size).toBe(1)
    expect(new Set(posted.map(({ body }) => body)).size).toBe(1)
    expect(await shown()).toMatchObject([
      { event: 'zone.broken', state: 'failed', status: 500, tries: 5, problem: expect.stringContaining('500') }
    ])
    webhookAnswers.length = 0
    await check()
    expect((await showWebhook(deps, { name: lab }))?.deliveries[0]).toMatchObject({ event: 'zone.works', tries: 1 })
  })

  it('that is away keeps no other event from being told in its turn', async () => {
    const { check, broken, events, shown, pass, webhookAnswers } = await open()
    webhookAnswers.push({ failure: 'no_answer' })
    await check(broken)
    pass(hour)
    webhookAnswers.push({ status: 302 })
    await check()
    expect(await shown()).toMatchObject([
      { event: 'zone.works', state: 'waiting', tries: 0, status: null, problem: null },
      { event: 'zone.broken', state: 'waiting', tries: 2, status: 302, problem: expect.stringContaining('redirect') }
    ])
    pass(2 * hour)
    await check()
    expect(events()).toEqual(['zone.broken', 'zone.broken', 'zone.broken', 'zone.works'])
  })

  it('is told by the next run where a run died before it could, and never of the same twice', async () => {
    const { check, broken, events, deps, pass } = await open()
    const dying = {
      ...broken,
      webhooks: { localAllowed: true, post: () => Promise.reject(new Killed()) }
    }
    await check(dying)
    expect(events()).toEqual([])
    pass(100_000)
    await check({ ...broken, webhooks: deps.webhooks })
    await check({ ...broken, webhooks: deps.webhooks })
    expect(events()).toEqual(['zone.broken'])
  })

  it('is not told of what was so before it was set, and a bucket that was well from the start is no news', async () => {
    const { check, broken, events, set, pass } = await open()
    expect(events()).toEqual([])
    await check(broken)
    pass(hour)
    await set(address)
    await check(broken)
    expect(events()).toEqual(['zone.broken'])
    pass(hour)
    await check()
    expect(events()).toEqual(['zone.broken', 'zone.works'])
  })

  it('of others hears nothing, and a failing one holds up no zone', async () => {
    const { broken, events, deps, webhookAnswers } = await open()
    webhookAnswers.push({ failure: 'certificate' })
    const result = await runJob(broken, 'check-zones', { timeLeft: () => 600_000, origins: [] })
    expect(result.counts).toMatchObject({ zones_well: 1, zones_broken: 1 })
    expect(events()).toEqual(['zone.broken'])
    expect(await readWebhook(deps, zoneName('default'))).toBeUndefined()
  })

  it('shows what was sent, the newest 20, and never its path or secret; nor does Activity', async () => {
    const { deps, shown, pass, ephemeral, registry, secret } = await open()
    for (let n = 0; n < mostDeliveries + 3; n++) {
      pass(10_000)
      await testWebhook(deps, { user: ann, zone: { name: lab } })
    }
    expect(await shown()).toHaveLength(mostDeliveries)
    const told = JSON.stringify([
      await showWebhook(deps, { name: lab }),
      await registry.get({ kind: 'webhook', zone: 'lab', id: 'webhook' }),
      ephemeral.logItems
    ])
    expect(told).toContain('https://hooks.example.org')
    for (const hidden of ['s3cret-path', secret]) expect(told).not.toContain(hidden)
  })

  it('drops what is done before what is still to be told', async () => {
    const { check, broken, deps, pass, webhookAnswers, shown } = await open()
    webhookAnswers.push({ status: 500 })
    await check(broken)
    for (let n = 0; n < mostDeliveries + 1; n++) {
      pass(10_000)
      await testWebhook(deps, { user: ann, zone: { name: lab } })
    }
    expect((await shown()).at(-1)).toMatchObject({ event: 'zone.broken', state: 'waiting' })
  })
})

describe('a test of a webhook', () => {
  it('says what came back, is not sent again, and is one in 10 s, however many ask', async () => {
    const { deps, posted, webhookAnswers, pass, check } = await open()
    const test = () => testWebhook(deps, { user: ann, zone: { name: lab } })
    webhookAnswers.push({ status: 404 })
    const results = await Promise.allSettled([test(), test(), test()])
    expect(results.filter(({ status }) => status === 'fulfilled')).toMatchObject([
      { value: { event: 'test', state: 'failed', status: 404, problem: expect.stringContaining('404') } }
    ])
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'webhook.tested_just_now', kind: 'too_many', retryAfter: 10 })
    expect(posted).toHaveLength(1)
    expect(JSON.parse(posted[0]?.body ?? '')).toMatchObject({ event: 'test', problem: null })
    pass(2 * hour)
    await check()
    expect(posted).toHaveLength(1)
    expect(await test()).toMatchObject({ state: 'delivered', status: 204 })
  })

  it('of none, or of one that was taken away, is refused, and nothing is sent', async () => {
    const { deps, posted, check, broken } = await open()
    await removeWebhook(deps, { user: ann, zone: { name: lab } }, facts)
    await expect(testWebhook(deps, { user: ann, zone: { name: lab } })).rejects.toMatchObject({
      code: 'webhook.not_set',
      kind: 'not_found'
    })
    await check(broken)
    expect(posted).toEqual([])
  })
})

describe('the address of a webhook', () => {
  it.each([
    'hooks.example.org',
    'http://hooks.example.org/',
    'ftp://hooks.example.org/',
    'https://ann:word@hooks.example.org/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.1.10/',
    'http://127.0.0.1:8080/'
  ])('is not %s where a zone’s administrator gives it', async url => {
    const { deps, set } = await open()
    await expect(set(url)).rejects.toMatchObject({ code: 'webhook.bad_address' })
    expect((await showWebhook(deps, { name: lab }))?.origin).toBe('https://hooks.example.org')
  })

  it('may be of the gateway’s own machine where its administrator gives it, on one machine alone', async () => {
    const { deps, set, posted } = await open()
    await set('http://127.0.0.1:8080/hook', root)
    await testWebhook(deps, { user: ann, zone: { name: lab } })
    expect(posted).toMatchObject([{ url: 'http://127.0.0.1:8080/hook', local: true }])
    await expect(set('http://192.168.1.10/hook', root)).rejects.toMatchObject({ code: 'webhook.bad_address' })
    deps.webhooks.localAllowed = false
    await expect(set('http://127.0.0.1:8080/hook', root)).rejects.toMatchObject({ code: 'webhook.bad_address' })
  })

  it('is kept by no gateway that has no key to encrypt it with', async () => {
    const { deps, set, registry } = await open()
    registry.calls.length = 0
    delete deps.credentialCipher
    await expect(set(address)).rejects.toMatchObject({ code: 'zone.no_encryption_key' })
    expect(registry.calls).toEqual([])
  })
})

describe('the webhook of a zone', () => {
  async function ofAnn() {
    const gateway = await open()
    const { deps } = gateway
    await addZone(deps, ann, zoneName('ann.lab'), facts)
    const zone = await resolveZone(deps, zoneName('ann.lab'))
    const { secret } = await setWebhook(deps, { user: ann, zone }, address, facts)
    return { ...gateway, zone, secret }
  }

  it('that is removed goes with it: whoever has the name next has nobody told', async () => {
    const { deps, zone } = await ofAnn()
    await removeZone(deps, { zone }, undefined, facts)
    expect(await readWebhook(deps, zone.name)).toBeUndefined()
  })

  it('that gets another name goes along, and its secret stays', async () => {
    const { deps, zone, posted, secret } = await ofAnn()
    await renameZone(deps, { user: ann, zone }, zoneName('ann.other'), facts)
    expect(await readWebhook(deps, zone.name)).toBeUndefined()
    await testWebhook(deps, { user: ann, zone: { name: zoneName('ann.other') } })
    const { headers, body, url } = theOne(posted)
    expect([url, JSON.parse(body).zone]).toEqual([address, 'ann.other'])
    const mac = createHmac('sha256', secret).update(`${headers['x-kachery-timestamp']}.${body}`).digest('hex')
    expect(headers['x-kachery-signature']).toBe(`sha256=${mac}`)
  })
})
