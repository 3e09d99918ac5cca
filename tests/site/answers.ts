/** What the gateway may tell the pages that are for everybody: usual things, none, ten thousand, and that it cannot. */
import { makeClient } from '../../packages/web/src/data/client-keys.ts'
import { about, done, failing, json, mayAll, myZones, never } from './administration/answers.ts'
import { type ApiAnswer, type ApiAnswers, problem } from './administration/site-with-api.ts'

const missing = [
  {
    name: 'GITHUB_CLIENT_ID',
    consequence: 'Nobody can sign in, so that no client can be registered.',
    remedy: 'npm run secret -- set GITHUB_CLIENT_ID --stage production'
  },
  {
    name: 'MONGO_URI',
    consequence: 'Log items are kept aside, and usage is not counted.',
    remedy: 'npm run secret -- set MONGO_URI --stage production'
  }
]
const wrong = [{ name: 'GATEWAY_CONFIG', problem: 'Line 4: the bucket "lab" has no uri. Zones of it are not served.' }]

export const complete = json({ status: 'ok' })
export const incomplete = json({ status: 'ok', missing })
export const mistaken = json({ status: 'ok', missing, wrong })
export const foreign: ApiAnswer = () => ({
  text: { type: 'text/html', content: '<!doctype html><h1>Sign in to the network</h1>' }
})
export const cutOff: ApiAnswer = () => 'cut'
export const unhealthy: ApiAnswer = () => ({
  status: 503,
  text: {
    type: 'text/plain; charset=utf-8',
    content: 'A store of this gateway does not answer at the moment; try again in a few seconds.',
    code: 'store.unavailable'
  }
})

/** `wait`: ms */
export const late =
  (wait: number, answer: ApiAnswer): ApiAnswer =>
  asked => {
    const given = answer(asked)
    return typeof given === 'string' ? given : { ...given, after: wait }
  }

export const { clientId, signature } = await makeClient()

const user = {
  login: 'franklab',
  labels: ['franklab', 'github|franklab'],
  gatewayAdministrator: false,
  apiKeys: 2,
  zones: { added: 1, limit: 5 }
}
const visit = {
  me: user,
  gatewayUrl: 'https://kachery.example.org',
  signIn: true,
  signInByName: false,
  signInWithTeams: true,
  captchaSiteKey: null,
  about
}
/** Of a lab that has a long name for it, and nobody to ask. */
export const ofALab = json({
  ...visit,
  about: { ...about, name: 'Files of the Institute for Systems Neuroscience', contactUrl: null }
})
export const signedIn = json(visit)
export const signedOut = json({ ...visit, me: null })
/** A gateway on one machine. */
export const byName = json({ ...visit, me: null, signInByName: true })
export const nobodyCan = json({ ...visit, me: null, signIn: false })
export const administrator = json({ ...visit, me: { ...user, gatewayAdministrator: true } })

const client = {
  clientId,
  ownerId: 'github|franklab',
  timestampCreated: 1_763_000_000_000,
  label: 'rig 2, <b>room 14</b>'
}
export const registered = json({ ...client, mine: false })
export const mine = json({ ...client, mine: true })
export const unregistered: ApiAnswer = () => ({
  status: 404,
  json: problem(404, 'client.not_found', 'There is no such client in zone franklab.default.')
})
export const noZone: ApiAnswer = () => ({
  status: 404,
  json: problem(404, 'zone.not_found', 'There is no zone franklab.default here.')
})
/** Nothing lately; a month further back it stored a file. */
export const longAgo: ApiAnswer = ({ query }) =>
  query.get('after') === null
    ? { json: { last: null, next: 'further', lookedBackTo: 1_763_900_000_000, lastUsed: '2025-10-20', complete: true } }
    : {
        json: {
          last: { time: 1_761_000_000_000, type: 'finalizeFileUpload' },
          next: null,
          lookedBackTo: null,
          lastUsed: null,
          complete: true
        }
      }
export const proven = json({ proven: true, registered: null })
export const provenAndRegistered = json({ proven: true, registered: client })
export const ofSomebodyElse = json({ proven: true, registered: { ...client, ownerId: 'mallory' } })
export const notYours: ApiAnswer = () => ({
  status: 403,
  json: problem(403, 'access.not_permitted', 'Only the zone’s administrators may do that.')
})
export const notProven: ApiAnswer = () => ({
  status: 401,
  json: problem(401, 'auth.bad_signature', 'The signature does not fit the client.')
})
const made = { rights: 'upload-and-download', zone: null, endsAt: null, usedAt: null, createdAt: 1_763_000_000_000 }
export const newKey = json({ apiKey: `kachery_${'7a'.repeat(32)}`, made: { ...made, id: '3', name: 'rig 2' } })
const someKeys = json({
  items: [
    { ...made, id: '2', name: 'plots of the paper', zone: 'curie.lab', rights: 'download', endsAt: 1_763_900_000_000 },
    { ...made, id: '1', name: 'the cluster’s nightly job', usedAt: 1_763_800_000_000 }
  ]
})

export const setupForm = json({
  formAction: 'https://github.com/settings/apps/new?state=7a7a',
  manifest: '{"name":"Kachery d1234abcd"}',
  oauthAppForm: 'https://github.com/settings/applications/new'
})
export const setupRefused: ApiAnswer = () => ({
  status: 404,
  json: problem(404, 'setup.link_refused', 'This link doesn’t work, or not any more. Run npm run setup again.')
})

export const sharedFiles = json({
  zone: 'franklab.default',
  by: 'ann',
  endsAt: 1_790_000_000_000,
  files: [
    { hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709', size: 87_654_321_000, name: 'rat-3_day-2.nwb' },
    { hash: '356a192b7913b04c54574d18c28d46e6395428ab', size: 512, name: null },
    { hash: 'da4b9237bacccdf19c0760cab7aec4a8359010b0', size: 1_240_000, name: `${'long-name-'.repeat(19)}.h5` }
  ]
})
export const shareEnded: ApiAnswer = () => ({
  status: 404,
  json: problem(404, 'share.not_found', 'This link doesn’t work: it ended, was used up or revoked, or never was.')
})

/** Of ten thousand, as many as a page has. */
const page =
  <T>(item: (at: number) => T): ApiAnswer =>
  ({ query }) => {
    const from = Number(query.get('after') ?? 0)
    const items = Array.from({ length: Number(query.get('limit')) }, (_, at) => item(from + at))
    return { json: { items, next: from + items.length < 10_000 ? String(from + items.length) : null } }
  }

const nothing = json({ items: [], next: null })
const listing = ['GET /api/me/clients', 'GET /api/me/zones', 'GET /api/me/resources', 'GET /api/me/api-keys']
export const nothingOfMine: ApiAnswers = Object.fromEntries(listing.map(operation => [operation, nothing]))
export const failingLists: ApiAnswers = Object.fromEntries(listing.map(operation => [operation, failing]))
export const listSkeletons: ApiAnswers = Object.fromEntries(listing.map(operation => [operation, never]))

const ofClient = 'GET /api/zones/{zone}/clients/{clientId}'
export const ofProof = 'POST /api/zones/{zone}/clients/{clientId}/check-proof'

const steps = (done: number) =>
  json({
    steps: ['sign-in', 'administrators', 'storage', 'people', 'client', 'upload'].map((step, at) => ({
      step,
      done: at < done
    }))
  })
export const freshGateway: ApiAnswers = {
  'GET /api/me/zones': json({
    items: [{ zone: 'default', ownerId: null, role: 'administrator', rights: mayAll }],
    next: null
  }),
  'GET /api/zones/{zone}/first-steps': steps(2)
}
const moved = { uploadCount: 12, downloadCount: 80, fallbackDownloadSize: 0, fallbackDownloadCount: 0 }

export const usual: ApiAnswers = {
  'GET /api/zones/{zone}/health': json({ health: { state: 'well', since: 1, checkedAt: 2, steps: [] } }),
  'GET /api/zones/{zone}/usage': json({
    countedAt: 1_763_000_000_000,
    days: [],
    clients: [],
    moreClients: 0,
    total: { ...moved, uploadSize: 34_500_000_000, downloadSize: 1_240_000_000_000 }
  }),
  'GET /api/zones/{zone}/first-steps': steps(6),
  'GET /api/health': complete,
  'GET /api/me': signedIn,
  'GET /api/me/clients': page(at => ({
    ...client,
    clientId: at.toString(16).padStart(64, 'c'),
    label: at === 3 ? '' : `rig ${at}`,
    zone: at % 2 === 0 ? 'default' : 'franklab.default'
  })),
  'GET /api/me/zones': myZones,
  'GET /api/me/api-keys': someKeys,
  'GET /api/me/github-teams': json({
    seen: { teams: ['franklab/spikes', 'franklab/lfp'], at: 1_763_000_000_000, until: 1_763_604_800_000 }
  }),
  'DELETE /api/me/github-teams': done,
  'GET /api/me/resources': json({
    items: [
      {
        resourceName: 'lab/sorting',
        ownerId: 'franklab',
        timestampCreated: 1,
        proxyUrl: 'https://proxy.lab.example/sorting',
        zone: 'default'
      }
    ],
    next: null
  }),
  [`${ofClient}/last-activity`]: json({
    last: { time: 1_763_900_000_000, type: 'finalizeFileUpload' },
    next: null,
    lookedBackTo: null,
    lastUsed: '2025-11-23',
    complete: true
  }),
  [ofClient]: registered,
  'GET /api/zones/{zone}': notYours,
  [ofProof]: proven
}
