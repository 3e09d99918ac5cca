/** What an administrator of the gateway does on the site, seen from outside, and that nobody else may. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { type Site, type SiteVisitor, signIn } from '../../packages/client/src/site-visitor.ts'
import type { RealBucket } from '../gateway-process/real-buckets.ts'
import { expectProblem, letUpload, newLogin, registeredClient, within75s } from './signed-in.ts'
import { expectSame, newBytes } from './subject.ts'

export interface AdministeredSubject {
  site: Site
  /** The login of an administrator of the gateway. */
  administrator: string
  /** An empty one, on a server that the gateway reaches. */
  bucket: RealBucket
  close(): Promise<void>
}

export function administration(name: string, open: () => Promise<AdministeredSubject>): void {
  describe(name, () => {
    let subject: AdministeredSubject
    let administrator: SiteVisitor
    let owner: SiteVisitor
    let zone: string
    beforeAll(async () => {
      subject = await open()
      administrator = await signIn(subject.site, subject.administrator)
      owner = await signIn(subject.site, newLogin('olga'))
      zone = newLogin('with-bucket')
    })
    afterAll(() => subject?.close())

    const withBucket = () => {
      const { uri: bucketUri, credentials } = subject.bucket
      return { zone, ownerId: owner.login, bucketUri, directory: 'shared', credentials: JSON.parse(credentials) }
    }

    it('is by those whom the configuration names, and by nobody else', async () => {
      const refused = await owner.ask('POST /api/zones-with-bucket', { body: withBucket() })
      expectProblem(refused, 403, 'access.not_gateway_administrator')
      expectProblem(await owner.ask('POST /api/jobs/check-zones/runs'), 403, 'access.not_gateway_administrator')
      expect(await subject.bucket.keys()).toEqual([])
      expect(await administrator.done('GET /api/me')).toMatchObject({ me: { gatewayAdministrator: true } })
    })

    it('adds a zone with its own bucket once that passed the test, and its owner stores files there', async () => {
      const { secretAccessKey } = withBucket().credentials
      const wrong = { ...withBucket(), credentials: { ...withBucket().credentials, secretAccessKey: 'wrong' } }
      const refused = await administrator.ask('POST /api/zones-with-bucket', { body: wrong })
      expectProblem(refused, 422, 'zone.bucket_test_failed')
      const added = await administrator.ask('POST /api/zones-with-bucket', { body: withBucket() })
      expect(added.json, added.text).toMatchObject({ zone, ownerId: owner.login })
      expect(added.text).not.toContain(secretAccessKey)

      await letUpload(owner, zone)
      const client = await registeredClient(owner, subject.site, zone)
      const bytes = newBytes(4_000)
      const { hash } = await client.storeBytes(bytes)
      expectSame(await client.loadBytes(hash), bytes)
      expect(await subject.bucket.keys('shared/sha1/')).toEqual([`shared/${contentKey(hash)}`])
    })

    it('13.11: gives its place to no other zone, and its name in no other case', async () => {
      for (const directory of ['shared', 'shared/deeper', '']) {
        const body = { ...withBucket(), zone: `${zone}.more`, directory, overExisting: true }
        expectProblem(await administrator.ask('POST /api/zones-with-bucket', { body }), 409, 'zone.place_taken')
      }
      const body = { ...withBucket(), zone: zone.toUpperCase(), directory: 'elsewhere' }
      expectProblem(await administrator.ask('POST /api/zones-with-bucket', { body }), 409, 'zone.name_taken')
    })

    it('makes it scratch only by its name', async () => {
      const scratch = { fileBytes: 1_000, filesPerDay: 1, bytesPerDay: 1_000, retentionDays: 1 }
      const refused = await administrator.ask(`PATCH /api/zones/${zone}`, { body: { scratch } })
      expectProblem(refused, 409, 'zone.scratch_unconfirmed')
      expect(refused.json).toMatchObject({ there: { files: 1, bytes: 4_000 }, going: { files: 0 } })
      expect(await administrator.done(`GET /api/zones/${zone}`)).toMatchObject({ scratch: null })
    })

    it('sets its CORS rules, tests it and gives it new credentials', async () => {
      const origins = ['https://figurl.org']
      expect(await owner.done(`PUT /api/zones/${zone}/cors`, { origins })).toEqual({ origins })
      expect(await owner.done(`POST /api/zones/${zone}/connection-test`)).toMatchObject({ ok: true })
      const { credentials } = withBucket()
      await administrator.done(`PUT /api/zones/${zone}/credentials`, { credentials })
      expect(await administrator.done(`GET /api/zones/${zone}`)).toMatchObject({ zone, ownBucket: true })
    })

    it('starts a job, whose result appears', async () => {
      const began = Date.now()
      const last = async () => {
        const { jobs } = await administrator.done('GET /api/jobs')
        return Array.isArray(jobs) ? jobs.find(({ job }) => job === 'check-zones')?.last : undefined
      }
      // What starts it may be slow to say so, and start it a second time: that one finds the first at work.
      await within75s(async () => (await administrator.ask('POST /api/jobs/check-zones/runs')).status === 204)
      await within75s(async () => {
        const { startedAt = 0, outcome } = (await last()) ?? {}
        if (startedAt >= began && outcome === 'busy') await administrator.ask('POST /api/jobs/check-zones/runs')
        return startedAt >= began && outcome === 'done'
      })
      const health = { health: { state: 'well' } }
      expect(await owner.done(`GET /api/zones/${zone}/health`)).toMatchObject(health)
    })

    it('sees who signed in and how the gateway is set up, and no secret of it', async () => {
      const users = await administrator.ask('GET /api/users?limit=200')
      expect(users.json.items).toContainEqual(expect.objectContaining({ login: owner.login }))
      const configuration = await administrator.ask('GET /api/configuration')
      expect(configuration.json).toMatchObject({ administrators: [subject.administrator], signIn: true })
      expect(users.text + configuration.text).not.toContain(withBucket().credentials.secretAccessKey)
    })

    it('takes the zone away again, once told that it has files, which stay where they are', async () => {
      expectProblem(await administrator.ask(`DELETE /api/zones/${zone}`), 409, 'zone.removal_unconfirmed')
      await administrator.done(`DELETE /api/zones/${zone}?confirm=${zone}`)
      await within75s(async () => (await owner.ask(`GET /api/zones/${zone}`)).status === 404)
      expect((await subject.bucket.keys('shared/sha1/')).length).toBe(1)
    })

    it('adds it again, with what is there, only when told so', async () => {
      const refused = await administrator.ask('POST /api/zones-with-bucket', { body: withBucket() })
      expectProblem(refused, 409, 'zone.had_before')
      expect(refused.json.occupied).toMatchObject({ formerOwner: null, more: false })
      await administrator.done('POST /api/zones-with-bucket', { ...withBucket(), overExisting: true })
      await administrator.done(`DELETE /api/zones/${zone}?confirm=${zone}`)
    })
  })
}
