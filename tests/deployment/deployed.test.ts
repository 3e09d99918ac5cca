/**
 * What `npx sst deploy` made, in the order in which an operator meets it: at first without any secret, then with all of
 * them, the whole acceptance suite through the CDN, people who sign in with GitHub, the real Python client, a file
 * too large for a request, and in the end what the functions asked AWS for, held against their roles.
 */
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { functions } from '@kachery-gateway/functions/lambda/functions.ts'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import { needed } from '../../packages/client/src/needed.ts'
import { askSite, type Site, type SiteVisitor, signIn } from '../../packages/client/src/site-visitor.ts'
import { signInContract } from '../../packages/functions/src/sign-in/sign-in.contract.ts'
import type { FakeGithub } from '../../packages/functions/testing/fake-github.ts'
import { acceptance } from '../acceptance/acceptance.ts'
import { administration } from '../acceptance/administration.ts'
import { letUpload, registeredClient } from '../acceptance/signed-in.ts'
import { expectSame, newBytes, unknownHash } from '../acceptance/subject.ts'
import { makeBucket, type RealBucket } from '../gateway-process/real-buckets.ts'
import { rolesOf } from '../stacks/actions.ts'
import { stageOf } from '../stacks/synthesised.ts'
import {
  callsOfFunctions,
  doorUrl,
  invokeDirectly,
  liftTlsOnlyPolicies,
  outputOf,
  putGatewayConfig,
  putSecret,
  restartFunctions,
  runJob,
  s3,
  sendLogItem,
  templatesOf
} from './deployed-stage.ts'
import { consentAt, numberOf, startGithubOfStage } from './github-of-stage.ts'
import { giveSignIn } from './give-sign-in.ts'
import { iamActionOf } from './iam-actions.ts'
import { pythonSuite } from './python-suite.ts'

const app = { clientId: 'Iv1.0123456789abcdef', clientSecret: '0123456789abcdef0123456789abcdef01234567' }
const mongoUri = needed('TEST_MONGO_URI')
const settings = `allowPublicUpload: false
authorizedUsers:
  - { userId: ada, upload: true, download: true, admin: true }
  - { userId: bob, upload: true }
`
let lab: RealBucket
let filesBucket: string
let github: FakeGithub
let site: Site

beforeAll(async () => {
  await liftTlsOnlyPolicies()
  lab = await makeBucket('deployed-lab')
  github = await startGithubOfStage(app)
  site = { url: doorUrl, publicUrl: await outputOf('site', 'url'), consent: consentAt(github) }
  filesBucket = await outputOf('storage', 'filesBucket')
})
afterAll(async () => {
  await github?.close()
  await lab?.remove()
  const mongo = await MongoClient.connect(mongoUri)
  await mongo.db('kachery-gateway').dropDatabase()
  await mongo.close()
})

/** As an older gateway left a registration in a bucket. */
const registration = (clientId: string, ownerId: string) =>
  JSON.stringify({ clientId, ownerId, timestampCreated: 1_650_000_000_000, label: 'from before' })

async function putDefault(key: string, body: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: filesBucket, Key: key, Body: body }))
}

async function registeredInLab(ownerId: string): Promise<KacheryClient> {
  const client = new KacheryClient(doorUrl, { zone: 'lab' })
  await lab.put(`clients/${client.clientId}`, registration(client.clientId, ownerId))
  return client
}

async function registeredInDefault(ownerId: string): Promise<KacheryClient> {
  const client = new KacheryClient(doorUrl)
  await putDefault(`clients/${client.clientId}`, registration(client.clientId, ownerId))
  return client
}

const Activity = z.object({ items: z.array(z.unknown()) })
const Health = z.strictObject({
  status: z.literal('ok'),
  version: z.string(),
  zones: z.unknown().optional(),
  missing: z
    .array(z.strictObject({ name: z.string(), consequence: z.string().min(10), remedy: z.string() }))
    .optional(),
  wrong: z.array(z.unknown()).optional()
})
const health = async () => Health.parse(await (await fetch(`${doorUrl}/api/health`)).json())

describe('a first deploy, before any secret is set', () => {
  it('answers, and says what is missing, what that means and how to mend it', async () => {
    const { missing = [], wrong } = await health()
    expect(wrong).toBeUndefined()
    expect(missing.map(({ name }) => name)).toEqual(['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'])
    for (const { remedy } of missing) expect(remedy).toMatch(/--stage ci/)
  })

  it('gives its sign-in to nobody without the link of npm run setup', async () => {
    const body = { token: '0'.repeat(64) }
    const refused = await askSite(site, 'POST', '/api/setup/sign-in', [], { body })
    expect([refused.status, refused.json.code, refused.setCookies]).toEqual([404, 'setup.link_refused', []])
    const back = await askSite(site, 'GET', '/github/app?code=x&state=y')
    expect([back.status, back.headers.refresh]).toEqual([404, '0; url=/setup?problem=setup.link_refused'])
  })

  it('serves its site from the same origin', async () => {
    for (const path of ['/', '/admin?zone=franklab.default', `/registerClient/${'a'.repeat(64)}?signature=x`]) {
      const page = await fetch(doorUrl + path)
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html;charset=utf-8'])
      expect(await page.text()).toContain('<script type="module"')
    }
  })

  it('has a default zone that needs no credentials: a file goes in and comes back', async () => {
    await putDefault('settings/authorizationSettings.yaml', settings)
    const client = await registeredInDefault('bob')
    for (const size of [0, 1, 100_000]) {
      const bytes = newBytes(size)
      const { hash } = await client.storeBytes(bytes)
      expectSame(await client.loadBytes(hash), bytes)
    }
  })

  it('hands out URLs of the default zone that live as long as they say', async () => {
    const client = await registeredInDefault('bob')
    const { signedUploadUrl } = await client.initiate(newBytes(10))
    const { searchParams } = new URL(String(signedUploadUrl))
    expect(searchParams.get('X-Amz-Security-Token')).toBeTruthy()
    const life = Number(searchParams.get('X-Amz-Expires'))
    expect(life).toBeGreaterThanOrEqual(1800)
    expect(life).toBeLessThanOrEqual(3600)
  })
})

/** What the client sees until the worker is done with a file too large for a request. */
async function found(client: KacheryClient, hash: string): Promise<Uint8Array | undefined> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const bytes = await client.loadBytes(hash)
    if (bytes !== undefined) return bytes
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  return undefined
}

/** Recorded in zone lab while there was no database. */
const withoutDatabase = { hash: unknownHash(), fromQueue: unknownHash() }

const theGateway = async () => ({
  url: doorUrl,
  registered: await registeredInLab('bob'),
  administrator: await registeredInLab('ada'),
  unregistered: new KacheryClient(doorUrl, { zone: 'lab' }),
  site,
  publicUrl: await outputOf('site', 'url'),
  speaksHttp: false,
  close: async () => {}
})

describe('a gateway whose sign-in GitHub made, and no database', () => {
  let dan: SiteVisitor
  beforeAll(async () => {
    await lab.put('settings/authorizationSettings.yaml', settings)
    // Padded beyond what a parameter holds: where GATEWAY_CONFIG lies has no such limit.
    const padding = `# ${'x'.repeat(9_000)}\n`
    await putGatewayConfig(
      `${padding}zones:\n  - name: lab\n    bucketUri: ${lab.uri}\n    bucketCredentials: '${lab.credentials}'\n`
    )
    expect(await giveSignIn(site)).toBe('/setup?done')
    await restartFunctions()
    dan = await signIn(site, 'dan')
  })

  it('has people add zones of their own and store files there, very large ones too', async () => {
    await dan.done('POST /api/zones', { zone: 'dan' })
    await letUpload(dan, 'dan')
    const client = await registeredClient(dan, site, 'dan')
    const bytes = newBytes(25_000_000)
    const { hash } = await client.storeBytes(bytes)
    expectSame(await found(client, hash), bytes)
    const { items } = Activity.parse(await dan.done('GET /api/zones/dan/activity'))
    expect(items.length).toBeGreaterThan(2)
  })

  it('lacks nothing', async () => {
    const { missing, wrong } = await health()
    expect([missing, wrong]).toEqual([undefined, undefined])
  })

  acceptance('the deployed gateway, without a database', theGateway)

  it('takes log items from its queue, too', async () => {
    const client = await registeredInLab('bob')
    await client.request({ type: 'findFile', hashAlg: 'sha1', hash: withoutDatabase.hash })
    const payload = {
      type: 'findFile',
      timestamp: Date.now(),
      zone: 'lab',
      hashAlg: 'sha1',
      hash: withoutDatabase.fromQueue
    }
    await sendLogItem({
      request: { payload },
      response: { type: 'findFile', found: false },
      requestTimestamp: Date.now(),
      elapsed: 1,
      requestHeaders: {},
      zone: 'lab'
    })
    const ada = await signIn(site, 'ada')
    const shown = async () => JSON.stringify(await ada.done('GET /api/zones/lab/activity'))
    await expect.poll(shown, { timeout: 30_000, interval: 500 }).toContain(withoutDatabase.fromQueue)
    expect(await shown()).toContain(withoutDatabase.hash)
  })
})

describe('a gateway with its secrets', () => {
  beforeAll(async () => {
    await putSecret('MONGO_URI', mongoUri)
    await restartFunctions()
  })

  it('lacks nothing', async () => {
    const { missing, wrong } = await health()
    expect([missing, wrong]).toEqual([undefined, undefined])
  })

  acceptance('the deployed gateway', theGateway)

  signInContract('GitHub, at the deployed gateway', async () => ({
    ask: (method, path, cookies) => askSite(site, method, path, cookies),
    consent: site.consent
  }))

  it('signs in over https, with cookies that are bound to its host', async () => {
    const { setCookies } = await askSite(site, 'GET', '/api/sign-in')
    expect(setCookies).toEqual([expect.stringMatching(/^__Host-kachery-sign-in=.*; Path=\/; Secure; HttpOnly; /)])
    const { cookies } = await signIn(site, 'ann')
    expect(cookies).toEqual([expect.stringMatching(/^__Host-kachery-session=/)])
  })

  it('takes a token of its GitHub on the wire, for its holder alone', async () => {
    const client = new KacheryClient(doorUrl, { zone: 'lab' })
    const initiate = { type: 'initiateFileUpload', hashAlg: 'sha1', hash: unknownHash(), size: 5 }
    const githubAccessToken = github.tokenFor({ id: numberOf('bob'), login: 'bob' })
    const as = (githubUserId: string) =>
      client.request(initiate, { unsigned: true, envelope: { githubUserId, githubAccessToken } })
    expect(await as('bob')).toMatchObject({ status: 200, json: { alreadyExists: false } })
    expect(await as('ada')).toMatchObject({ status: 401, code: 'auth.bad_github_token' })
  })

  administration('its administration', async () => {
    const bucket = await makeBucket('administered')
    return { site, administrator: 'ada', bucket, close: () => bucket.remove() }
  })

  pythonSuite({
    'the default zone': {
      url: doorUrl,
      register: (clientId, ownerId) => putDefault(`clients/${clientId}`, registration(clientId, ownerId))
    },
    'a zone with its own bucket': {
      url: doorUrl,
      zone: 'lab',
      register: (clientId, ownerId) => lab.put(`clients/${clientId}`, registration(clientId, ownerId))
    }
  })

  describe('a file too large to be verified while its client waits', () => {
    it.each(['default', 'lab'])('goes through the queue and its worker (zone %s)', async zone => {
      const client = zone === 'lab' ? await registeredInLab('bob') : await registeredInDefault('bob')
      const bytes = newBytes(25_000_000)
      const { hash } = await client.storeBytes(bytes)
      expectSame(await found(client, hash), bytes)
      expect((await client.storeBytes(bytes)).alreadyExists).toBe(true)
    })

    it('of wrong content is never found, and its next upload is told so', async () => {
      const client = await registeredInLab('bob')
      const [bytes, hash] = [newBytes(21_000_000), sha1(newBytes(10))]
      const { objectKey, signedUploadUrl } = await client.initiate(bytes, hash)
      await client.put(String(signedUploadUrl), bytes)
      const size = bytes.length
      await client.ask({ type: 'finalizeFileUpload', hashAlg: 'sha1', hash, size, objectKey })
      let told: string | null = null
      for (const end = Date.now() + 60_000; Date.now() < end && told === null; ) {
        await new Promise(resolve => setTimeout(resolve, 250))
        const again = await client.request({ type: 'initiateFileUpload', hashAlg: 'sha1', hash, size })
        told = again.headers.get('x-previous-failure')
      }
      expect(told).toContain(sha1(bytes))
      expect(await lab.keys(contentKey(hash))).toEqual([])
    })
  })

  it('refuses what did not come through the CDN', async () => {
    for (const secret of ['', 'guessed', 'f'.repeat(64)]) {
      const refused = await invokeDirectly({ 'x-origin-verify': secret })
      expect(refused.statusCode).toBe(403)
      expect(refused.headers['x-error-code']).toBe('request.origin_secret_missing')
    }
  })

  it('records callers by the address that CloudFront saw, whatever they claim, and no secret', async () => {
    const client = await registeredInLab('bob')
    const bytes = newBytes(10)
    await client.storeBytes(bytes)
    await client.request(
      { type: 'findFile', hashAlg: 'sha1', hash: sha1(bytes) },
      { headers: { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9' } }
    )
    const mongo = await MongoClient.connect(mongoUri)
    const items = await mongo.db('kachery-gateway').collection('logItems').find().toArray()
    await mongo.close()
    const all = JSON.stringify(items)
    expect(all).toContain(sha1(bytes))
    expect(all).toContain('"x-real-ip":"127.0.0.1"')
    expect(all).not.toMatch(/203\.0\.113\.9|X-Amz-Signature|x-origin-verify|"signature"/)
  })
})

describe('the jobs, as their schedules start them', () => {
  it('archive what happened, count it, sweep and look after every zone', async () => {
    // Three of the configuration, and one that each run of the acceptance suite added.
    expect(await runJob('checkZones')).toMatchObject({ job: 'check-zones', outcome: 'done', zones: 5 })
    expect(await runJob('archiveLogs')).toMatchObject({ job: 'archive-logs', outcome: 'done' })
    const archives = await lab.keys('logs/')
    expect(archives.length).toBeGreaterThan(0)
    const [first = ''] = archives
    const items: unknown[] = JSON.parse(new TextDecoder().decode(await lab.get(first)))
    expect(items[0]).toMatchObject({ request: { payload: expect.anything() }, zone: 'lab' })
    // What waited in the table when the database came is archived once, as what waited in the database.
    const texts = await Promise.all(archives.map(async key => new TextDecoder().decode(await lab.get(key))))
    for (const hash of Object.values(withoutDatabase)) expect(texts.join().split(hash)).toHaveLength(2)

    expect(await runJob('countUsage')).toMatchObject({ job: 'count-usage', outcome: 'done' })
    const usage = new TextDecoder().decode(await lab.get('usage/usage.json'))
    expect(JSON.parse(usage).totalUsage.clientUsage).not.toEqual({})
    expect(await runJob('sweep')).toMatchObject({ job: 'sweep', outcome: 'done' })
    // What was done is done.
    expect(await runJob('archiveLogs')).toMatchObject({ outcome: 'done' })
    expect(await lab.keys('logs/')).toEqual(archives)
  })
})

describe('what the functions asked AWS for', () => {
  it('is allowed by their roles, every call of it', async () => {
    const stage = stageOf(await templatesOf())
    const roles = new Map(rolesOf(stage).map(role => [role.id, role]))
    const refused = new Set<string>()
    const used = new Map<string, Set<string>>()
    for (const call of callsOfFunctions()) {
      const [stack] = call.function.split('.')
      const reference = JSON.stringify(stage.resources[call.function]?.Properties.Role)
      const [, roleId = ''] = /"Fn::GetAtt":\["(\w+)","Arn"\]/.exec(reference) ?? []
      const role = roles.get(`${stack}.${roleId}`)
      const action = iamActionOf(call)
      if (role?.allowed.some(each => each.action === action) !== true) refused.add(`${call.function} ${action}`)
      used.set(`${stack}.${roleId}`, (used.get(`${stack}.${roleId}`) ?? new Set()).add(action))
    }
    expect([...refused]).toEqual([])
    const functionOf = (id: string) => id.replace(/^\w+\.|role[0-9A-F]{8}$/g, '')
    const ofGateway = [...used].filter(([id]) => functionOf(id) in functions)
    expect(ofGateway.map(([id]) => functionOf(id)).sort()).toEqual(Object.keys(functions).sort())

    const idle = ofGateway
      .flatMap(([id, asked]) =>
        (roles.get(id)?.allowed ?? [])
          .filter(({ action }) => !asked.has(action))
          .map(({ action }) => `${functionOf(id)} ${action}`)
      )
      .filter(allowance => !unasked.some(pattern => pattern.test(allowance)))
    expect(idle, 'what a role allows and nobody used').toEqual([])
  })
})

/** What a function may without asking for it itself, or not in every rehearsal. */
const unasked = [
  // Lambda does these for it, and sets deliveries to jobs aside.
  / (logs|xray):/,
  / sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
  /^(archiveLogs|countUsage|sweep|checkZones) sqs:SendMessage$/,
  // Whoever may list a bucket is told by S3 that an object is not there.
  / s3:ListBucket$/,
  // Records of scratch files go with the files, days after they were stored; then the files are forgotten.
  /^sweep dynamodb:(DeleteItem|PutItem)$/,
  // Files are found and deleted there by clients of the second generation, who come while there is a database.
  /^site dynamodb:PutItem$/,
  // Log items go to the outbox only while the ephemeral store takes none.
  /^(site|verifyUpload) sqs:SendMessage$/,
  // What a queue holds is put off only while a store is away, or another worker is at it.
  /^(verifyUpload|replayLogItems) sqs:ChangeMessageVisibility$/,
  // Of what it takes back it notes that it is gone; the emulated S3 vouches for no content, so that none is looked at again.
  /^verifyUpload dynamodb:PutItem$/,
  // Who has a file is asked only in zones whose files have readers.
  /^verifyUpload dynamodb:Query$/
]
