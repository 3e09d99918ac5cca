/**
 * Who reads a file in a zone whose files have readers: every caller × every visibility × every path by which a file, or
 * that there is one, could be learnt. The paths are those of the tables of routes and operations: a new one fails here until
 * it is said what it tells. Whoever may not read is told what is told of a file that is not there.
 */
import { createHash } from 'node:crypto'
import type { Credential } from '@kachery-gateway/core/access/credential.ts'
import type { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import type { Visibility } from '@kachery-gateway/core/model/registration.ts'
import { readRequest, v1 } from '@kachery-gateway/core/protocol/v1.ts'
import { readV2Request } from '@kachery-gateway/core/protocol/v2.ts'
import { changeRegistration } from '@kachery-gateway/core/registrations/change-registration.ts'
import { makeShareLink } from '@kachery-gateway/core/share-links/make-share-link.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { leaveFile } from '../../core/src/files/leave-file.ts'
import { Digests, noteDigests } from '../../core/src/registrations/content-digests.ts'
import { registerFile } from '../../core/src/registrations/register-file.ts'
import { finalizeUpload, initiateUpload } from '../../core/testing/operations.ts'
import { facts, hashOf, newClient, type TestClient, user, zoneName } from '../../core/testing/test-gateway.ts'
import { keyOf } from '../../core/testing/upload-fixture.ts'
import { type TestSite, testSite } from '../testing/test-site.ts'
import { routes } from './routes.ts'

const zone = zoneName('default')
const day = 24 * 3600_000

const states = {
  zone: { visibility: 'zone' },
  private: { visibility: 'private' },
  team: { visibility: 'team spikes' },
  public: { visibility: 'public' },
  embargoed: { visibility: 'private', until: day },
  'no longer embargoed': { visibility: 'private', until: -day }
} as const satisfies Record<string, { visibility: Visibility; until?: number }>
type State = keyof typeof states

/**
 * Logins; `anyone` is nobody. GitHub says that `colleague` is in the team at GitHub that is the zone's, `namesake` in a team
 * of that name of another organization.
 */
const people = ['stranger', 'former', 'reader', 'member', 'colleague', 'namesake', 'owner', 'adam', 'root'] as const
/** `token`: nobody, with the token of a link that the owner made. */
const callers = ['anyone', 'token', ...people] as const
type Caller = (typeof callers)[number]
const isNobody = (caller: Caller) => caller === 'anyone' || caller === 'token'

const administrators: readonly Caller[] = ['adam', 'root']
const owners: readonly Caller[] = ['owner', ...administrators]
const readers: Record<State, readonly Caller[]> = {
  zone: [...owners, 'reader'],
  private: owners,
  team: [...owners, 'member', 'colleague'],
  public: callers,
  embargoed: owners,
  'no longer embargoed': callers
}

interface Asked {
  site: TestSite
  caller: Caller
  hash: ContentHash
}
/** What was told, without what each call has of its own; and whether it gave the file, or said that it is there. */
type Path = (asked: Asked) => Promise<{ told: unknown; reads: boolean }>

const size = 5
const missing = hashOf('a file that nobody stored')
/** Of the file, and of the one that nobody stored. */
const sha256Of = (hash: string) =>
  createHash('sha256')
    .update(hash === missing ? 'a file that nobody stored' : 'bytes')
    .digest('hex')
const workTokens = new Map<string, string>()
const workToken = (hash: string): string => {
  for (let n = 0; !workTokens.has(hash); n++) {
    const token = n.toString(16).padStart(16, '0')
    const digest = createHash('sha1')
      .update(hash + token)
      .digest()
    if (digest.readUInt16BE() < 8) workTokens.set(hash, token)
  }
  return workTokens.get(hash) ?? ''
}

const clients = new Map<Caller, TestClient>(people.map(caller => [caller, newClient()]))
/** Each way in which somebody says who they are to the wires. */
const proofs: Record<string, (caller: Caller) => Credential> = {
  client: caller => clients.get(caller)?.credential ?? { kind: 'none' },
  'api-key': caller => (isNobody(caller) ? { kind: 'none' } : user(caller, 'api-key')),
  'github-token': caller => (isNobody(caller) ? { kind: 'none' } : user(caller, 'github-token'))
}

async function toldBy(work: Promise<object>, hash: string): Promise<string> {
  const told = await work.catch(error => ({ code: error.code, message: error.message, kind: error.kind }))
  return JSON.stringify(told)
    .replaceAll(hash, '#')
    .replace(/sha1\/..\/..\/..\//g, 'sha1/')
    .replace(/[0-9a-f]{32}/g, '#')
    .replace(/Client [0-9a-f]{8}/g, 'Client #')
    .replace(/You began to upload this file at [^"]*/, 'begun')
    .replace(/,"previousFailure":"begun"/, '')
}

const wire =
  (type: 'findFile' | 'initiateFileUpload', by: keyof typeof proofs, version: 1 | 2): Path =>
  async ({ site, caller, hash }) => {
    const credential = proofs[by]?.(caller) ?? { kind: 'none' }
    const fields = { hashAlg: 'sha1', hash, size, zone, timestamp: 0 }
    const call =
      version === 1
        ? readRequest({ type, ...fields })
        : readV2Request(type, { type: `${type}Request`, ...fields, zoneName: zone, workToken: workToken(hash) }, 0)
    const told = await toldBy(
      call.dispatch(site.gateway, credential, facts).then(({ answer }) => answer),
      hash
    )
    return { told, reads: told.includes('"found":true') || told.includes('"alreadyExists":true') }
  }

const cookies = new WeakMap<TestSite, Map<Caller, string>>()
/** Of the link that the owner made; what others have is one that never was. */
const tokens = new WeakMap<TestSite, string>()
const unknown = `link_${'0'.repeat(32)}`

interface Requested {
  headers?: Record<string, string>
  body?: (hash: string, token: string) => unknown
}
const asked =
  (request: (hash: string, token: string) => string, { headers = {}, body }: Requested = {}): Path =>
  async ({ site, caller, hash }) => {
    const known = cookies.get(site) ?? new Map<Caller, string>()
    cookies.set(site, known)
    if (!isNobody(caller) && !known.has(caller)) known.set(caller, await site.signIn(caller))
    const cookie = known.get(caller)
    const token = (caller === 'token' ? tokens.get(site) : undefined) ?? unknown
    // It is no API key, wherever it is shown as one.
    const shown: Record<string, string> = caller === 'token' ? { authorization: `Bearer ${token}` } : {}
    const answer = await site.ask(request(hash, token), {
      cookies: cookie === undefined ? [] : [cookie],
      headers: { ...headers, ...shown },
      ...(body && { body: body(hash, token) })
    })
    const { status, text, json } = answer
    const location = answer.headers.location?.replaceAll(hash, '#').replaceAll(sha256Of(hash), '#')
    const reads =
      (status === 200 && text.includes(hash)) ||
      (location ?? '').startsWith('memory:') ||
      json.code === 'share.not_allowed'
    return { told: { status, location, text: text.replaceAll(hash, '#').replaceAll(sha256Of(hash), '#') }, reads }
  }

/** What tells of files, by the route, or the operation of the wire, that it is. */
const paths: Record<string, Path> = {
  'v1 findFile by client': wire('findFile', 'client', 1),
  'v1 findFile by github-token': wire('findFile', 'github-token', 1),
  'v2 findFile by api-key': wire('findFile', 'api-key', 2),
  'v1 initiateFileUpload by client': wire('initiateFileUpload', 'client', 1),
  'v2 initiateFileUpload by api-key': wire('initiateFileUpload', 'api-key', 2),
  'POST /api/uploads': async given => {
    const { told } = await asked(() => 'POST /api/uploads', { body: sha1 => ({ zone, sha1, size }) })(given)
    const text = JSON.stringify(told).replace(/[0-9a-f]{32}-/, '#')
    return {
      told: text.replace(/\\"previousFailure\\":.*?(?=})/, ''),
      reads: text.includes('"state\\":\\"stored')
    }
  },
  'POST /api/uploads by SHA-256': async given => {
    const body = (sha1: string) => ({ zone, sha256: sha256Of(sha1), size })
    const { told } = await asked(() => 'POST /api/uploads', { body })(given)
    const text = JSON.stringify(told).replace(/[0-9a-f]{32}-/, '#')
    return {
      told: text.replace(/\\"previousFailure\\":.*?(?=})/, ''),
      reads: text.includes('"state\\":\\"stored')
    }
  },
  'GET /z/{zone}/sha256/{hash}': asked(hash => `GET /z/default/sha256/${sha256Of(hash)}`),
  'GET /z/{zone}/sha256/{hash}/{name}': asked(hash => `GET /z/default/sha256/${sha256Of(hash)}/a.nwb`),
  'a link of a URI of SHA-256': asked(hash => `GET /z/default?uri=sha256://${sha256Of(hash)}`),
  'GET /z/{zone}/sha1/{hash}': asked(hash => `GET /z/default/sha1/${hash}`),
  'GET /z/{zone}/sha1/{hash}/{name}': asked(hash => `GET /z/default/sha1/${hash}/a.nwb`),
  'GET /z/{zone}': asked(hash => `GET /z/default?uri=sha1://${hash}`),
  'a browser at a link of a URI': asked(hash => `GET /z/default?uri=kachery:default:sha1:${hash}`, {
    headers: { accept: 'text/html' }
  }),
  'HEAD of a link of a URI': asked(hash => `HEAD /z/default?uri=sha1://${hash}`),
  'a browser at a link': asked(hash => `GET /z/default/sha1/${hash}`, { headers: { accept: 'text/html' } }),
  'a range of a link': asked(hash => `GET /z/default/sha1/${hash}`, { headers: { range: 'bytes=0-1' } }),
  'HEAD of a link': asked(hash => `HEAD /z/default/sha1/${hash}`),
  'HEAD of a link by SHA-256': asked(hash => `HEAD /z/default/sha256/${sha256Of(hash)}`),
  'a range of a link by SHA-256': asked(hash => `GET /z/default/sha256/${sha256Of(hash)}`, {
    headers: { range: 'bytes=0-1' }
  }),
  'a browser at a link by SHA-256': asked(hash => `GET /z/default/sha256/${sha256Of(hash)}`, {
    headers: { accept: 'text/html' }
  }),
  'POST /api/zones/{zone}/share-links': asked(() => 'POST /api/zones/default/share-links', {
    body: hash => ({ hashes: [hash], endsAt: Date.UTC(2026, 1, 1) })
  }),
  'POST /api/zones/{zone}/share-links by SHA-256': asked(() => 'POST /api/zones/default/share-links', {
    body: hash => ({ hashes: [sha256Of(hash)], endsAt: Date.UTC(2026, 1, 1) })
  })
}

/** What whoever has a token reads by it, and nobody else. */
const sharedPaths: Record<string, Path> = {
  'GET /s/{token}': asked((hash, token) => `GET /s/${token}?sha1=${hash}`),
  'GET /s/{token}/{name}': asked((hash, token) => `GET /s/${token}/a.nwb?sha1=${hash}`),
  'a browser at a shared file': asked((hash, token) => `GET /s/${token}?sha1=${hash}`, {
    headers: { accept: 'text/html' }
  }),
  'a range of a shared file': asked((hash, token) => `GET /s/${token}?sha1=${hash}`, {
    headers: { range: 'bytes=0-1' }
  }),
  'HEAD of a shared file': asked((hash, token) => `HEAD /s/${token}?sha1=${hash}`),
  'POST /api/shared-files': asked(() => 'POST /api/shared-files', { body: (_, token) => ({ token }) })
}

/** What lists files: its readers, whatever the file's own say. A search finds a file by its hash. */
const lists: Record<string, { path: Path; readers: readonly Caller[] }> = {
  'GET /api/files': { path: asked(() => 'GET /api/files'), readers: ['owner'] },
  'a search of one’s own files': { path: asked(hash => `GET /api/files?search=${hash}`), readers: ['owner'] },
  'a search of one’s own files by SHA-256': {
    path: asked(hash => `GET /api/files?search=${sha256Of(hash)}`),
    readers: ['owner']
  },
  'GET /api/zones/{zone}/files': { path: asked(() => 'GET /api/zones/default/files'), readers: administrators },
  'a search of a zone’s files': {
    path: asked(hash => `GET /api/zones/default/files?search=${hash}`),
    readers: administrators
  },
  'a search of a zone’s files by a URI of SHA-256': {
    path: asked(hash => `GET /api/zones/default/files?search=sha256://${sha256Of(hash)}`),
    readers: administrators
  },
  'GET /api/zones/{zone}/activity': {
    path: asked(() => 'GET /api/zones/default/activity'),
    readers: administrators
  },
  'GET /api/zones/{zone}/usage': { path: asked(() => 'GET /api/zones/default/usage'), readers: [] },
  'GET /api/zones/{zone}/share-links': {
    path: asked(() => 'GET /api/zones/default/share-links'),
    readers: administrators
  }
}

/** What shows registrations: those that let the caller read. */
const ownFile = asked(hash => `GET /api/zones/default/files/${hash}`)
const ownFileBySha256 = asked(hash => `GET /api/zones/default/files/${sha256Of(hash)}`)

/** Routes that tell nothing of a file beyond what those above, files.test.ts and the access table show. */
const otherRoutes: Record<string, RegExp> = {
  'the wires, above': /^(POST|OPTIONS) \/api\/(gateway|findFile|initiateFileUpload|finalizeFileUpload)$/,
  'links, above': /^GET \/[zs]\/|^POST \/api\/(shared-files|zones\/\{zone\}\/share-links)$/,
  'an upload’s beginning, above; the rest is for who began it: api/uploads.test.ts': /^\w+ \/api\/uploads(\/|$)/,
  'of the zone alone: api/uploads.test.ts': /^GET \/api\/zones\/\{zone\}\/uploads$/,
  'asked before links, and the same for all: handlers/share-link.test.ts': /^OPTIONS \/[zs]\//,
  'of links that one made: handlers/share-link.test.ts':
    /^GET \/api\/share-links$|^DELETE \/api\/zones\/\{zone\}\/share-links\/\{link\}$/,
  'of one’s own files, or of those that one may read: api/files.test.ts':
    /^(GET|POST) \/api\/files(\/(visibility|stored))?$|^(GET|PATCH|DELETE) \/api\/zones\/\{zone\}\/files\/\{hash\}$/,
  'of clients and resources': /^\w+ \/api\/zones\/\{zone\}\/(clients|resources?)(\/|$)/,
  'of accounts, zones and the gateway':
    /^\w+ \/api\/(me|users|blocked-logins|zones|zones-with-bucket|bucket-tests|configuration|jobs|health|kacherycloud|setup|sign-in|openapi\.json)(\/(?!\{zone\})|$)|^GET \/github\/(auth|app)$/
}

it('each route is said to tell of files, or not to', () => {
  const unsaid = routes
    // Administrators read every file.
    .filter(({ caller }) => !/administrator$|^zone-(owner|lister)$/.test(caller))
    .map(({ method, path }) => `${method} ${path}`)
    .filter(name => !Object.values(otherRoutes).some(pattern => pattern.test(name)))
  expect(unsaid).toEqual([])
  const links = routes
    .map(({ method, path }) => `${method} ${path}`)
    .filter(name => otherRoutes['links, above']?.test(name))
  expect(links).toHaveLength(9)
  expect(links.filter(name => !(name in paths) && !(name in sharedPaths))).toEqual([])
  // finalizeFileUpload tells by the caller's own upload alone: core's registrations.test.ts.
  expect(Object.keys(v1)).toEqual([
    'findFile',
    'initiateFileUpload',
    'finalizeFileUpload',
    'deleteFile',
    'getClientInfo',
    'getResourceInfo',
    'getZoneInfo'
  ])
})

async function prepared(state: State) {
  const site = testSite({}, { readers: true })
  await site.settings(
    'default',
    'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: [{ userId: adam, admin: true, download: true }, { userId: reader, download: true }]'
  )
  await site.registry.create(
    { kind: 'file-settings', zone, id: 'fileSettings' },
    {
      defaultVisibility: 'private',
      teams: [{ name: 'spikes', members: ['member'], github: 'lab/spikes' }],
      organizations: { lab: '77' }
    }
  )
  for (const [login, organizationId] of [
    ['colleague', '77'],
    ['namesake', '78']
  ]) {
    const teams = [{ id: `${organizationId}/spikes`, name: 'lab/spikes' }]
    await site.registry.create({ kind: 'github-teams', id: `id-of-${login}` }, { teams, at: site.clock.now })
  }
  for (const login of people) await site.signIn(login)
  for (const [login, { clientId }] of clients)
    await site.registry.create(
      { kind: 'client', zone, id: clientId },
      { clientId, ownerId: login, ownerAccountId: `id-of-${login}`, timestampCreated: 1, label: '' }
    )
  const bytes = Buffer.from('bytes')
  const hash = hashOf(bytes)
  const at = {
    action: 'anyone' as const,
    zone: await resolveZone(site.gateway, zone),
    credential: { kind: 'none' as const }
  }
  for (const login of ['former', 'owner']) {
    const objectKey = keyOf(await initiateUpload(site.gateway, user(login), { zone, hash, size }))
    await site.buckets.default.put(objectKey, bytes)
    await finalizeUpload(site.gateway, user(login), { zone, hash, size, objectKey }, facts)
  }
  const digests = Digests.parse({ sha1: hash, sha256: sha256Of(hash) })
  await noteDigests(site.gateway, at.zone, digests)
  const owner = { ownerId: UserLabel.parse('owner'), ownerAccountId: 'id-of-owner' }
  await registerFile(site.gateway, at.zone, { hash, size, sha256: digests.sha256 }, owner, true)
  await leaveFile(site.gateway, at, user('former').user, hash, facts)
  const { visibility, ...end } = states[state]
  const until = 'until' in end ? site.clock.now + end.until : null
  await changeRegistration(site.gateway, at, user('owner').user, hash, { visibility, until }, facts)
  const byOwner = { zone: at.zone, credential: user('owner') }
  const wanted = { hashes: [hash], endsAt: site.clock.now + day, count: null, note: '' }
  tokens.set(site, (await makeShareLink(site.gateway, byOwner, user('owner').user, wanted, facts)).token)
  return { site, hash }
}

describe.each(Object.keys(states) as State[])('a file that is %s', state => {
  let opened: Awaited<ReturnType<typeof prepared>>
  /** Of which nobody has begun an upload since: whoever may read the file has it then, too. */
  let untouched: Awaited<ReturnType<typeof prepared>>
  beforeAll(async () => {
    ;[opened, untouched] = [await prepared(state), await prepared(state)]
  })

  describe.each(Object.entries(paths))('by %s', (name, path) => {
    it.each(callers)('%s', async caller => {
      const { site, hash } = opened
      const [there, notThere] = [await path({ site, caller, hash }), await path({ site, caller, hash: missing })]
      const isPublic = state === 'public' || state === 'no longer embargoed'
      // Storing a file, and sharing one, takes somebody.
      const needsSomebody = name.includes('initiate') || name.startsWith('POST ')
      // A token that is shown as an API key is a wrong one.
      const isRefused = isNobody(caller) && (needsSomebody || (caller === 'token' && !name.startsWith('v')))
      // A client of a gateway administrator is a user's.
      const isUsers = name.endsWith('by client') && caller === 'root' && !isPublic
      // What another site holds of an administrator reads what they may download, and no file of others.
      const byRight = isPublic || (state === 'zone' && caller === 'adam')
      const isAnothersToken = name.endsWith('by github-token') && (caller === 'adam' || caller === 'root') && !byRight
      expect(there.reads).toBe(readers[state].includes(caller) && !isRefused && !isUsers && !isAnothersToken)
      expect(notThere.reads).toBe(false)
      if (!there.reads) expect(there.told).toEqual(notThere.told)
    })
  })

  describe.each(Object.entries(sharedPaths))('by %s', (_, path) => {
    it.each(callers)('%s', async caller => {
      const { site, hash } = opened
      const [there, notThere] = [await path({ site, caller, hash }), await path({ site, caller, hash: missing })]
      expect(there.reads).toBe(caller === 'token')
      expect(notThere.reads).toBe(false)
      if (!there.reads) expect(there.told).toEqual(notThere.told)
    })
  })

  describe.each(Object.entries(lists))('in %s', (_, { path, readers }) => {
    it.each(callers)('%s', async caller => {
      const { site, hash } = untouched
      const { told, reads } = await path({ site, caller, hash })
      expect(reads).toBe(readers.includes(caller))
      const another = await path({ site, caller, hash: missing })
      expect(another.reads).toBe(false)
      if (!reads) expect(told).toEqual(another.told)
    })
  })

  it.each(people)('is shown by its registrations to %s as it is read', async caller => {
    const { site, hash } = await prepared(state)
    const shown = await ownFile({ site, caller, hash })
    expect(shown.reads).toBe(readers[state].includes(caller))
    expect(await ownFileBySha256({ site, caller, hash })).toEqual(shown)
    const none = await ownFileBySha256({ site, caller, hash: missing })
    if (!shown.reads) expect(none).toEqual(shown)
  })
})
