/** A zone's team that is a team at GitHub: its members read the zone's files once they let the gateway see their teams. */
import { findFile } from '@kachery-gateway/core/files/find-file.ts'
import { githubTeamsLife } from '@kachery-gateway/core/model/github-teams.ts'
import { changeRegistration } from '@kachery-gateway/core/registrations/change-registration.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { finalizeUpload, initiateUpload } from '../../../core/testing/operations.ts'
import { facts, hashOf, user, zoneName } from '../../../core/testing/test-gateway.ts'
import { keyOf } from '../../../core/testing/upload-fixture.ts'
import { type FakeGithub, startFakeGithub } from '../../testing/fake-github.ts'
import { origin, sentBack, testSite } from '../../testing/test-site.ts'
import { githubAt } from './github-addresses.ts'
import { GithubUsers } from './github-users.ts'
import { githubSignIn } from './make-site-deps.ts'

const app = { clientId: 'the-app', clientSecret: 'the-secret-of-the-app' }
const numbers: Record<string, number> = { ann: 101, eve: 102 }
const bytes = Buffer.from('bytes')
const [hash, size, zone] = [hashOf(bytes), bytes.length, zoneName('default')]
const settings = 'PUT /api/zones/default/file-settings'
const mine = '/api/me/github-teams'

let github: FakeGithub
beforeAll(async () => {
  github = await startFakeGithub(app)
})
afterAll(() => github.close())
beforeEach(() => {
  github.misbehaves = {}
  github.accounts = { lab: 77, elsewhere: 78 }
  github.teams = { ann: ['lab/Spikes', 'lab/lfp', 'elsewhere/spikes'] }
  github.letSee.clear()
})

/** A zone whose team `spikes` is a team at GitHub, too. */
async function named(asGithubTeam: string) {
  const at = githubAt(github.url)
  const site = testSite({ provider: githubSignIn({ ...app, publicUrl: origin }, at, 1_000) }, { readers: true })
  site.gateway.identityProvider = new GithubUsers(at, 1_000)
  await site.settings(
    'default',
    'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: [{userId: adam, admin: true}]'
  )
  const adam = [await site.signIn('adam')]
  const save = async (github: string | undefined, version: unknown = null) =>
    site.ask(settings, {
      cookies: adam,
      body: {
        defaultVisibility: 'private',
        teams: [{ name: 'spikes', members: [], ...(github && { github }) }],
        version
      }
    })
  return { ...site, save, saved: await save(asGithubTeam) }
}

/** The same, with a file that the team reads. */
async function opened() {
  const site = await named('Lab/spikes')
  const objectKey = keyOf(await initiateUpload(site.gateway, user('owner'), { zone, hash, size }))
  await site.buckets.default.put(objectKey, bytes)
  await finalizeUpload(site.gateway, user('owner'), { zone, hash, size, objectKey }, facts)
  const at = { zone: await resolveZone(site.gateway, zone) }
  await changeRegistration(site.gateway, at, user('owner').user, hash, { visibility: 'team spikes' }, facts)

  /** As a browser goes there and back. Gives the cookies of the session, or the problem that is explained. */
  const signIn = async (login: string, asks = '') => {
    const begun = await site.ask(`GET /api/sign-in?return=/account/zones${asks}`)
    github.visitor = { id: numbers[login] ?? 999, login }
    const gone = await fetch(begun.headers.location ?? '', { redirect: 'manual' })
    const back = (gone.headers.get('location') ?? '').replace(origin, '')
    const answer = await site.ask(`GET ${back}`, { cookies: begun.cookies.map(sentBack) })
    return {
      problem: new URLSearchParams(answer.headers.refresh?.split('?')[1]).get('problem'),
      cookies: answer.cookies.filter(cookie => !/Max-Age=0/.test(cookie)).map(sentBack)
    }
  }
  const reads = async (cookies: string[]) => {
    const { status } = await site.ask(`GET /z/default/sha1/${hash}`, { cookies })
    return status === 302
  }
  const seen = async (cookies: string[]) => (await site.ask(`GET ${mine}`, { cookies })).json.seen
  return { ...site, signIn, reads, seen }
}

const consenting = '&teams=1'
const account = (number: number) => `${number}@${new URL(github.url).host}`

describe('a team at GitHub', () => {
  it('is let read once its member lets the gateway see their teams; who else signs in is not', async () => {
    const site = await opened()
    expect(site.saved.status).toBe(200)
    expect(await site.reads((await site.signIn('ann')).cookies)).toBe(false)
    github.asked.length = 0
    const ann = (await site.signIn('ann', consenting)).cookies
    expect(github.asked.map(query => query.get('scope'))).toEqual(['read:org'])
    site.pass(60_000)
    expect(await site.reads(ann)).toBe(true)
    for (const cookies of [[], (await site.signIn('eve')).cookies, (await site.signIn('eve', consenting)).cookies])
      expect(await site.reads(cookies)).toBe(false)
  })

  it('is kept alone of all that its member is in, by number, without the token', async () => {
    const site = await opened()
    const { cookies } = await site.signIn('ann', consenting)
    const at = site.clock.now
    expect(await site.seen(cookies)).toEqual({ teams: ['lab/Spikes'], at, until: at + githubTeamsLife })
    const { items } = await site.registry.list({ kind: 'github-teams' }, { limit: 10 })
    const teams = [{ id: `${account(77)}/spikes`, name: 'lab/Spikes' }]
    expect(items.map(({ key, entry }) => [key.id, entry.value])).toEqual([[account(101), { teams, at }]])
  })

  it('that its member left counts until their next sign-in, or 7 days', async () => {
    const site = await opened()
    await site.signIn('ann', consenting)
    site.pass(githubTeamsLife - 1)
    expect(await site.reads((await site.signIn('ann')).cookies)).toBe(true)
    github.teams = { ann: ['lab/lfp'] }
    const left = (await site.signIn('ann')).cookies
    expect(await site.reads(left)).toBe(false)
    expect(await site.seen(left)).toMatchObject({ teams: [] })
  })

  it('counts for 7 days where nobody signs in, also for the member’s clients', async () => {
    const site = await opened()
    await site.signIn('ann', consenting)
    const ann = user('ann', 'api-key')
    ann.user.accountId = account(101)
    const read = async () => {
      const at = { action: 'read' as const, zone: await resolveZone(site.gateway, zone), credential: ann }
      return findFile(site.gateway, at, { hash }).then(
        ({ found }) => found,
        () => false
      )
    }
    site.pass(githubTeamsLife - 1_000)
    expect(await read()).toBe(true)
    site.pass(1_000)
    expect(await read()).toBe(false)
  })

  it.each([
    [
      'forgets them here',
      async (site: Awaited<ReturnType<typeof opened>>, cookies: string[]) => site.ask(`DELETE ${mine}`, { cookies })
    ],
    [
      'takes it back at GitHub',
      async (site: Awaited<ReturnType<typeof opened>>) => {
        github.letSee.clear()
        return site.signIn('ann')
      }
    ]
  ])('is not its member’s any more when they %s, and no later sign-in changes that', async (_, end) => {
    const site = await opened()
    const { cookies } = await site.signIn('ann', consenting)
    expect(await site.reads(cookies)).toBe(true)
    await end(site, cookies)
    site.pass(60_000)
    expect(await site.reads(cookies)).toBe(false)
    const later = (await site.signIn('ann')).cookies
    expect(await site.reads(later)).toBe(false)
    expect(await site.seen(later)).toBeNull()
  })

  it('is no zone’s any more 60 s after its administrators say so', async () => {
    const site = await opened()
    const { cookies } = await site.signIn('ann', consenting)
    expect(await site.reads(cookies)).toBe(true)
    expect((await site.save(undefined, site.saved.json.version)).status).toBe(200)
    site.pass(60_000)
    expect(await site.reads(cookies)).toBe(false)
  })

  it('of an organization that took the name over later gives nothing', async () => {
    const site = await opened()
    github.accounts = { lab: 666 }
    github.teams = { eve: ['lab/spikes'], ann: [] }
    expect((await site.save('lab/spikes', site.saved.json.version)).status).toBe(200)
    expect(await site.reads((await site.signIn('eve', consenting)).cookies)).toBe(false)
  })

  it.each([
    ['nobody-there/spikes', 422, 'file.unknown_organization'],
    ['lab', 400, 'request.invalid'],
    ['lab/spikes/more', 400, 'request.invalid'],
    ['lab/../x', 400, 'request.invalid']
  ])('%s is refused, and nothing is saved', async (team, status, code) => {
    const site = await named(team)
    expect([site.saved.status, site.saved.json.code]).toEqual([status, code])
    expect((await site.registry.list({ kind: 'file-settings', zone }, { limit: 1 })).items).toEqual([])
  })

  it.each(['status_500', 'slow', 'wrong_json', 'no_json', 'rate_limited'] as const)(
    'is what it was while GitHub misbehaves (%s), and whoever asks is told',
    async how => {
      const site = await opened()
      const { cookies } = await site.signIn('ann', consenting)
      github.misbehaves = { teams: how }
      expect((await site.signIn('ann')).problem).toBeNull()
      expect(await site.reads(cookies)).toBe(true)
      expect((await site.signIn('ann', consenting)).problem).toBe('store.unavailable')
    }
  )

  it('is found on any page of a member’s many teams; of 500 or more nobody says', async () => {
    const site = await opened()
    const others = (count: number) => Array.from({ length: count }, (_, at) => `elsewhere/team-${at}`)
    github.teams = { ann: [...others(250), 'lab/spikes'] }
    expect(await site.reads((await site.signIn('ann', consenting)).cookies)).toBe(true)
    github.teams = { ann: [...others(500), 'lab/spikes'] }
    expect((await site.signIn('ann', consenting)).problem).toBe('store.unavailable')
  })
})

it('a GitHub App has no scopes: nobody is offered to show their teams, or asked for them', async () => {
  const provider = githubSignIn(
    { clientId: 'Iv23liabcdef', clientSecret: 'x', publicUrl: origin },
    githubAt(github.url)
  )
  const site = testSite({ provider })
  expect((await site.ask('GET /api/me')).json.signInWithTeams).toBe(false)
  const begun = await site.ask('GET /api/sign-in?teams=1')
  expect(new URL(begun.headers.location ?? '').searchParams.get('scope')).toBeNull()
})
