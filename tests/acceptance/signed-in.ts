/** What a person does on the site once they are signed in, however people sign in here; and what nobody else may do. */
import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import {
  askSite,
  type Site,
  type SiteAnswer,
  type SiteVisitor,
  signIn
} from '../../packages/client/src/site-visitor.ts'
import { SecondWireClient } from '../../packages/client/src/v2.ts'
import { expectRefusal, expectSame, newBytes, type TheSubject, unknownHash } from './subject.ts'

/** A login that nobody has used here. */
export const newLogin = (name: string): string => `${name}-${randomBytes(4).toString('hex')}`

export function expectProblem(answer: SiteAnswer, status: number, code: string): void {
  expect([answer.status, answer.json.code], answer.text).toEqual([status, code])
  expect(answer.json.detail).toMatch(/^\p{Lu}.{15,600}\.$/su)
}

/** What takes effect everywhere within a minute. */
export async function within75s(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 75_000; !(await condition()); ) {
    if (Date.now() > end) throw new Error('It did not come about within 75 s.')
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}

export const who = async (visitor: SiteVisitor): Promise<unknown> =>
  Object((await visitor.done('GET /api/me')).me).login

/** Lets the visitor upload to a zone that they administer. */
export const letUpload = (visitor: SiteVisitor, zone: string) =>
  visitor.done(`PATCH /api/zones/${zone}/settings`, { users: { [visitor.login]: { upload: true, download: true } } })

export async function registeredClient(visitor: SiteVisitor, { url }: Site, zone: string): Promise<KacheryClient> {
  const client = new KacheryClient(url, { zone })
  await visitor.registerByLink(client.registrationLink('in the lab'))
  return client
}

/** Those that they own. */
async function zonesOf(owner: SiteVisitor): Promise<string[]> {
  const { items } = z
    .object({ items: z.array(z.object({ zone: z.string(), ownerId: z.string().nullable() })) })
    .parse(await owner.done('GET /api/me/zones'))
  return items.filter(({ ownerId }) => ownerId === owner.login).map(({ zone }) => zone)
}

export function signedInSuite(the: TheSubject): void {
  describe('who is signed in', () => {
    let owner: SiteVisitor
    let eve: SiteVisitor
    let zone: string
    beforeAll(async () => {
      owner = await signIn(the().site, newLogin('carla'))
      eve = await signIn(the().site, newLogin('eve'))
      zone = owner.login
      await owner.done('POST /api/zones', { zone })
      await letUpload(owner, zone)
    })
    const settings = async () => owner.done(`GET /api/zones/${zone}/settings`)

    it('is told so, and nobody else is', async () => {
      expect(await who(owner)).toBe(owner.login)
      const stranger = await askSite(the().site, 'GET', '/api/me')
      expect(stranger.json).toMatchObject({ me: null, signIn: true })
    })

    it('owns the zone that they added', async () => {
      expect(await zonesOf(owner)).toEqual([zone])
      expect(await owner.done(`GET /api/zones/${zone}`)).toMatchObject({ zone, wholeBucket: false })
    })

    it('does nothing to the bucket that all zones share', async () => {
      const test = await owner.ask(`POST /api/zones/${zone}/connection-test`)
      expectProblem(test, 403, 'access.bucket_shared')
      const cors = await owner.ask(`PUT /api/zones/${zone}/cors`, { body: { origins: ['https://evil.example'] } })
      expectProblem(cors, 403, 'access.bucket_shared')
    })

    it('edits its settings as a file, unless somebody was faster', async () => {
      const { yaml, etag } = await settings()
      const text = `# of the lab\n${yaml}`
      const put = (etag: unknown) =>
        owner.ask(`PUT /api/zones/${zone}/settings`, { body: { yaml: text }, headers: { 'if-match': String(etag) } })
      expect((await put(etag)).status).toBe(200)
      expectProblem(await put(etag), 412, 'settings.changed')
      expect(await settings()).toMatchObject({ yaml: text, changed: { by: owner.login } })
    })

    it('registers a client from its link, stores files with it, and finds it among theirs', async () => {
      const client = await registeredClient(owner, the().site, zone)
      const bytes = newBytes(2_000)
      const { hash } = await client.storeBytes(bytes)
      expectSame(await new KacheryClient(the().url, { zone }).loadBytes(hash), bytes)
      const listed = { items: [{ clientId: client.clientId, ownerId: owner.login, label: 'in the lab' }] }
      expect(await owner.done(`GET /api/zones/${zone}/clients`)).toMatchObject(listed)
      expect(await owner.done('GET /api/me/clients')).toMatchObject(listed)
    })

    it('takes a client out again, which then stores nothing', async () => {
      const client = await registeredClient(owner, the().site, zone)
      await owner.done(`DELETE /api/zones/${zone}/clients/${client.clientId}`)
      const initiate = { type: 'initiateFileUpload', hashAlg: 'sha1', hash: unknownHash(), size: 10 }
      expectRefusal(await client.request(initiate), 403, 'access.client_not_registered')
      expectProblem(await owner.ask(`GET /api/zones/${zone}/clients/${client.clientId}`), 404, 'client.not_found')
    })

    it('deletes a file with a client of theirs, once by each request, whoever sends it again', async () => {
      const client = await registeredClient(owner, the().site, zone)
      const bytes = newBytes(500)
      const { hash } = await client.storeBytes(bytes)
      const captured = JSON.stringify(client.envelope({ type: 'deleteFile', hashAlg: 'sha1', hash }))
      expect((await client.post(captured)).json).toMatchObject({ success: true })
      await client.storeBytes(bytes)
      expectRefusal(await client.post(captured), 409, 'auth.repeated_request')
      expectSame(await client.loadBytes(hash), bytes)
    })

    it('keeps a client that they took out from whoever has its link, and may register it again', async () => {
      const client = await registeredClient(owner, the().site, zone)
      const address = `/api/zones/${zone}/clients/${client.clientId}`
      await owner.done(`DELETE ${address}`)
      const link = client.registrationLink('found in a log')
      await expect(eve.registerByLink(link)).rejects.toThrow('client.removed')
      expectProblem(await owner.ask(`GET ${address}`), 404, 'client.not_found')
      await owner.registerByLink(link)
      expect(await owner.done(`GET ${address}`)).toMatchObject({ ownerId: owner.login })
    })

    it('stores with an API key that they made, not with one that only reads, nor with one that they revoked', async () => {
      const revoked = new SecondWireClient(the().url, zone, await owner.newApiKey())
      await owner.done('DELETE /api/me/api-keys')
      const client = new SecondWireClient(the().url, zone, await owner.newApiKey({ zone }))
      const reader = new SecondWireClient(the().url, zone, await owner.newApiKey({ rights: 'download' }))
      expect((await revoked.initiate(newBytes(10))).status).toBe(401)
      expect((await reader.initiate(newBytes(10))).status).toBe(403)
      const bytes = newBytes(3_000)
      const hash = await client.storeBytes(bytes)
      expectSame(await new SecondWireClient(the().url, zone).loadBytes(hash), bytes)
    })

    it('is refused what is another’s, and what only administrators of the gateway do; nothing happens', async () => {
      const before = await settings()
      const refused: [operation: string, body: unknown, code: string][] = [
        [`GET /api/zones/${zone}/settings`, undefined, 'access.not_permitted'],
        [`PATCH /api/zones/${zone}/settings`, { users: { [eve.login]: { admin: true } } }, 'access.not_permitted'],
        [`GET /api/zones/${zone}/clients`, undefined, 'access.not_permitted'],
        [`PUT /api/zones/${zone}/cors`, { origins: ['*'] }, 'access.not_permitted'],
        [`POST /api/zones/${zone}/connection-test`, undefined, 'access.not_permitted'],
        ['POST /api/zones', { zone: `${zone}.more` }, 'zone.name_not_yours'],
        [`PATCH /api/zones/${zone}`, { ownerId: eve.login }, 'access.not_gateway_administrator'],
        [`DELETE /api/zones/${zone}`, undefined, 'access.not_zone_owner'],
        ['POST /api/jobs/sweep/runs', undefined, 'access.not_gateway_administrator'],
        ['GET /api/configuration', undefined, 'access.not_gateway_administrator'],
        ['GET /api/users', undefined, 'access.not_gateway_administrator']
      ]
      for (const [operation, body, code] of refused) expectProblem(await eve.ask(operation, { body }), 403, code)
      expect(await settings()).toEqual(before)
      expect(await zonesOf(owner)).toEqual([zone])
    })

    it('does nothing by a page of another site, and without their cookie nobody does', async () => {
      const before = await settings()
      const patch = `/api/zones/${zone}/settings`
      const body = { allowPublicUpload: true }
      for (const origin of ['https://evil.example', 'null', `${new URL(the().url).origin}.evil.example`]) {
        const answer = await owner.ask(`PATCH ${patch}`, { body, headers: { origin } })
        expectProblem(answer, 403, 'request.foreign_origin')
      }
      expectProblem(await askSite(the().site, 'PATCH', patch, [], { body }), 401, 'auth.signed_out')
      const [cookie = ''] = owner.cookies
      const forged = `${cookie.slice(0, 80)}AAAA${cookie.slice(84)}`
      expectProblem(await askSite(the().site, 'PATCH', patch, [forged], { body }), 401, 'auth.signed_out')
      expect(await settings()).toEqual(before)
    })

    it('is signed out with every copy of the cookie, and in no other browser', async () => {
      const login = newLogin('finn')
      const [here, other] = [await signIn(the().site, login), await signIn(the().site, login)]
      await here.done('POST /api/me/sign-out')
      await within75s(async () => (await who(here)) === undefined)
      expect(await who(other)).toBe(login)
    })

    it('is signed out everywhere when they want it', async () => {
      const login = newLogin('dora')
      const [one, other] = [await signIn(the().site, login), await signIn(the().site, login)]
      await one.done('POST /api/me/sign-out-everywhere')
      for (const visitor of [one, other]) await within75s(async () => (await who(visitor)) === undefined)
      expect(await who(await signIn(the().site, login))).toBe(login)
    })
  })
}
