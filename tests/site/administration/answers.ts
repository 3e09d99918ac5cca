/** What the gateway may tell administrators: usual things, none, ten thousand, and that it cannot. */
import { type ApiAnswer, type ApiAnswers, problem } from './site-with-api.ts'

export const now = Date.now()
const day = 86_400_000
const hex = (at: number, digits: number) => at.toString(16).padStart(8, '0').repeat(8).slice(0, digits)

export const json =
  (value: unknown): ApiAnswer =>
  () => ({ json: value })
export const done: ApiAnswer = () => ({})
export const never: ApiAnswer = () => 'never'
export const failing: ApiAnswer = () => ({
  status: 503,
  json: problem(
    503,
    'store.unavailable',
    'A store of this gateway does not answer at the moment; try again in a few seconds.'
  )
})
export const refused: ApiAnswer = () => ({
  status: 403,
  json: problem(
    403,
    'access.not_gateway_administrator',
    'Only an administrator of this gateway may do that; its operator lists them in the configuration.'
  )
})

const me = {
  login: 'franklab',
  labels: ['franklab', 'github|franklab'],
  gatewayAdministrator: true,
  apiKeys: 0,
  zones: { added: 1, limit: 5 }
}
export const about = {
  name: 'Kachery gateway',
  version: '0.1.0',
  logoUrl: null,
  contactUrl: 'mailto:it@lab.example',
  docsUrl: 'https://docs.lab.example/'
}
const visit = {
  me,
  gatewayUrl: 'https://kachery.example.org',
  signIn: true,
  signInByName: false,
  signInWithTeams: false,
  captchaSiteKey: null,
  about
}
export const mayAll = { upload: true, download: true, administer: true }
export const myZones = json({
  items: [
    { zone: 'franklab.default', ownerId: 'franklab', role: 'owner', rights: { ...mayAll, upload: false } },
    { zone: 'default', ownerId: null, role: 'administrator', rights: mayAll },
    { zone: 'curie.lab', ownerId: 'curie', role: 'administrator', rights: null },
    { zone: 'ohm', ownerId: 'ohm', role: 'user', rights: { ...mayAll, administer: false } }
  ],
  next: null
})
export const anybody = json({ ...visit, me: { ...me, gatewayAdministrator: false } })
export const signedOut = json({ ...visit, me: null })

export const yaml = `# The lab's zone. Ask Loren before you change this.
allowPublicUpload: false
allowPublicDownload: true   # papers link here

authorizedUsers:
  - { userId: franklab, upload: true, download: true, admin: true }
  # until the end of the rotation
  - { userId: ann-marie, upload: true, download: true }
  - { userId: "github|b.ohm", upload: false, download: true }
`
export const settings = {
  yaml,
  etag: '"1"',
  exists: true,
  changed: { by: 'ann-marie', at: now - 3 * day },
  allows: {
    allowPublicUpload: false,
    allowPublicDownload: true,
    authorizedUsers: [
      { userId: 'franklab', upload: true, download: true, admin: true },
      { userId: 'ann-marie', upload: true, download: true, admin: false },
      { userId: 'github|b.ohm', upload: false, download: true, admin: false }
    ]
  },
  mistake: null,
  notBound: []
}
export const emptySettings = {
  yaml: '',
  etag: '"absent"',
  exists: false,
  changed: null,
  allows: { allowPublicUpload: false, allowPublicDownload: true, authorizedUsers: [] },
  mistake: null,
  notBound: []
}
export const mistakenSettings = {
  ...settings,
  yaml: yaml.replace('upload: true, download: true }', 'upload: yes please, download: true }'),
  allows: null,
  mistake: { line: 8, reason: 'authorizedUsers.1.upload is true or false' },
  notBound: []
}

export const zone = {
  zone: 'franklab.default',
  ownerId: 'franklab',
  bucketUri: 's3://franklab-kachery?region=us-east-1',
  fallbackBucketUri: 'r2://kachery-archive',
  directory: '',
  kind: 'registered',
  ownBucket: true,
  wholeBucket: true,
  scratch: null,
  readers: false,
  owned: true
}
export const withReaders = { ...zone, readers: true }
const fileSettings = {
  readers: false,
  defaultVisibility: 'zone',
  sharing: 'owners',
  teams: [],
  version: null,
  notBound: []
}
export const givenReaders = {
  ...fileSettings,
  readers: true,
  defaultVisibility: 'team spikes',
  teams: [
    { name: 'spikes', members: ['ann-marie', 'b-ohm'], github: 'franklab/spikes' },
    { name: 'reviewers', members: ['lovelace'] }
  ],
  version: 3
}
const storedFile = (at: number, owner = ['franklab', 'ann-marie', 'b-ohm'][at % 3]) => ({
  zone: zone.zone,
  hash: hex((at * 2_654_435_761) % 4_294_967_296, 40),
  size: 87_654_321_000 / (at + 1),
  name: at % 3 === 1 ? null : `rat-${at}_day-2.nwb`,
  owner,
  clientId: null,
  at: now - at * 2.3 * day,
  visibility: ['zone', 'private', 'team spikes', 'public'][at % 4],
  until: at % 4 === 1 ? now + 90 * day : null,
  downloads: at * 1_207
})
const shareLink = (at: number, note: string, state: string) => ({
  id: `${8_200_000_000_000 + at}-${hex(at, 16)}`,
  zone: zone.zone,
  files: [{ hash: storedFile(0).hash, size: 1, name: null }],
  by: 'franklab',
  at: now - at * day,
  endsAt: now + (20 - at) * day,
  count: at === 0 ? null : 20,
  used: Math.min(20, at * 10),
  usedAt: null,
  note,
  state
})
export const fileHash = storedFile(0).hash
export const files = json({ items: Array.from({ length: 12 }, (_, at) => storedFile(at)), next: 'more' })
export const noFiles = json({ items: [], next: null })
export const myFile = json({ registrations: [storedFile(0), storedFile(1, 'ann-marie')] })
export const othersFile = json({ registrations: [storedFile(1, 'ann-marie')] })
export const shareLinks = json({
  items: [shareLink(0, 'for reviewer 2', 'open'), shareLink(2, '', 'used-up'), shareLink(30, 'the preprint', 'ended')],
  next: null
})
const sharedFile = (at: number) => {
  const { hash, size, name } = storedFile(at)
  return { hash, size, name }
}
export const zoneLinks = json({
  items: [
    { ...shareLink(0, 'for reviewer 2', 'open'), files: [0, 1, 2, 3, 4].map(sharedFile) },
    { ...shareLink(2, '', 'used-up'), by: 'ann-marie' },
    shareLink(30, 'the preprint', 'ended')
  ],
  next: null
})
export const madeShareLink = json({
  url: `https://kachery.example.org/s/link_${'7a'.repeat(16)}`,
  made: shareLink(0, '', 'open')
})
export const noSuchFile: ApiAnswer = () => ({
  status: 404,
  json: problem(404, 'file.not_yours', 'You have no file da39a3ee5e in zone franklab.default.')
})
export const googleZone = { ...zone, bucketUri: 'gs://franklab-kachery', fallbackBucketUri: null }

const labels = ['rig 2, <b>room 14</b>', 'lorens laptop', 'cluster node 7', '', 'spikesorting workstation']
const client = (at: number) => ({
  clientId: hex((at * 2_654_435_761) % 4_294_967_296, 64),
  ownerId: at % 3 === 0 ? 'franklab' : at % 3 === 1 ? 'ann-marie' : 'github|b.ohm',
  timestampCreated: now - at * 3.7 * day,
  label: labels[at % labels.length],
  lastUsed: at % 4 === 3 ? null : dateOf(now - at * 1.3 * day)
})
/** As the gateway pages ten thousand of them. */
export const manyClients: ApiAnswer = ({ query }) => {
  const from = Number(query.get('after') ?? 0)
  const size = Number(query.get('limit') ?? 50)
  const items = Array.from({ length: Math.min(size, 10_000 - from) }, (_, at) => client(from + at))
  const next = from + size < 10_000 ? String(from + size) : null
  return { json: { items, next, importing: false } }
}
export const noItems = json({ items: [], next: null, importing: false })
const resources = Array.from({ length: 6 }, (_, at) => ({
  resourceName: ['sorting/kilosort', 'figurl backend', 'nwb/reader', 'live-plots', 'mountainsort-5', 'archive'][at],
  ownerId: at % 2 === 0 ? 'franklab' : 'ann-marie',
  timestampCreated: now - at * 40 * day,
  proxyUrl: `https://proxy.example.org/r/${hex(at + 7, 12)}`
}))

/** Ever the same. */
const noise = (at: number) => (Math.sin(at * 12.9898) * 43_758.5453) % 1
export const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10)
const usageDay = (at: number) => {
  const weekday = new Date(now - at * day).getUTCDay()
  const busy = (weekday === 0 || weekday === 6 ? 0.15 : 1) * (0.35 + Math.abs(noise(at)))
  return {
    date: dateOf(now - at * day),
    uploadSize: Math.round(busy * 22e9),
    uploadCount: Math.round(busy * 41),
    downloadSize: Math.round(busy * 48e9 * Math.abs(noise(at + 99))),
    downloadCount: Math.round(busy * 380 * Math.abs(noise(at + 99))),
    fallbackDownloadSize: at % 5 === 0 ? Math.round(busy * 9e9) : 0,
    fallbackDownloadCount: at % 5 === 0 ? Math.round(busy * 30) : 0
  }
}
const numbers = [
  'uploadSize',
  'uploadCount',
  'downloadSize',
  'downloadCount',
  'fallbackDownloadSize',
  'fallbackDownloadCount'
] as const
type Numbers = Record<(typeof numbers)[number], number>
const sum = (all: readonly Numbers[]): Numbers => {
  const total = {
    uploadSize: 0,
    uploadCount: 0,
    downloadSize: 0,
    downloadCount: 0,
    fallbackDownloadSize: 0,
    fallbackDownloadCount: 0
  }
  for (const one of all) for (const name of numbers) total[name] += one[name]
  return total
}
/** 500 clients: 200 are named, as the gateway does. */
export const usage: ApiAnswer = ({ query }) => {
  const days = Array.from({ length: Number(query.get('days') ?? 30) }, (_, at) => usageDay(at)).reverse()
  const total = sum(days)
  const clients = Array.from({ length: 200 }, (_, at) => {
    const share = 0.28 / (at + 1) ** 1.15
    const part = Object.fromEntries(numbers.map(name => [name, Math.round(total[name] * share)]))
    const { clientId, ownerId } = client(at)
    return {
      ...part,
      client: at === 2 ? 'unknown' : at === 4 ? 'ann-marie' : clientId,
      ownerId: at === 2 ? null : ownerId,
      label: at === 0 ? 'rig 2, room 14' : null
    }
  })
  const only = query.get('client')
  const shown =
    only === null ? days : days.map(one => ({ ...one, uploadSize: one.uploadSize / 3, fallbackDownloadSize: 0 }))
  return {
    json: {
      countedAt: now - 3_600_000,
      days: shown,
      clients,
      moreClients: 300,
      total: only === null ? total : sum(shown)
    }
  }
}
/** Ten thousand, 2,500 an answer; the first has a name that a spreadsheet would take for a formula. */
export const usageOfClients: ApiAnswer = ({ query }) => {
  const from = Number(query.get('after') ?? 0)
  const items = Array.from({ length: 2_500 }, (_, at) => {
    const { clientId, ownerId } = client(from + at)
    return { ...sum([]), uploadSize: from + at, client: from + at === 0 ? '=1+1' : clientId, ownerId }
  })
  return { json: { items, next: from < 7_500 ? String(from + 2_500) : null } }
}
export const noUsage = json({ countedAt: null, days: [], clients: [], moreClients: 0, total: sum([]) })
export const quietUsage = json({ countedAt: now - 3_600_000, days: [], clients: [], moreClients: 0, total: sum([]) })

const nothing = {
  type: '',
  clientId: null,
  login: null,
  hash: null,
  size: null,
  found: null,
  success: null,
  error: null,
  about: null,
  label: null,
  clientLabel: null,
  clientOwner: null,
  settings: null,
  userAgent: null,
  elapsed: 12
}
const happened = [
  {
    type: 'finalizeFileUpload',
    clientId: client(1).clientId,
    clientLabel: 'lorens laptop',
    clientOwner: 'ann-marie',
    hash: hex(99, 40),
    size: 1_240_000_000,
    userAgent: 'python-requests/2.31'
  },
  {
    type: 'findFile',
    hash: hex(98, 40),
    size: 87_300_000,
    found: true,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0'
  },
  {
    type: 'finalizeFileUpload',
    clientId: client(2).clientId,
    hash: hex(97, 40),
    size: 3_100_000,
    error: 'The file has another content: its SHA-1 is 0f3c2a…, not the one announced.',
    userAgent: 'python-requests/2.31'
  },
  { type: 'addClient', login: 'ann-marie', about: client(1).clientId, label: 'lorens laptop' },
  {
    type: 'setAuthorizationSettings',
    login: 'franklab',
    settings: {
      before: { allowPublicUpload: true, users: { curie: null } },
      after: { allowPublicUpload: false, users: { curie: { upload: true, download: true, admin: false } } }
    }
  },
  {
    type: 'findFile',
    clientId: client(5).clientId,
    hash: hex(96, 40),
    found: false,
    userAgent: 'kachery-cloud/0.4.10'
  },
  { type: 'initiateFileUpload', clientId: client(1).clientId, hash: hex(99, 40), size: 1_240_000_000 },
  { type: 'deleteFile', login: 'franklab', hash: hex(95, 40), success: true }
]
const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...nothing,
    ...happened[at % happened.length],
    time: now - 40_000 - at * at * 41_000
  }))
/** 200 lines; of one client 20 a page are looked through, however few of them are its. */
export const activity: ApiAnswer = ({ query }) => {
  const [type, client, text] = ['type', 'client', 'text'].map(name => query.get(name))
  const from = Number(query.get('after') ?? 0)
  const some = lines(200).slice(from, from + (client === null ? Number(query.get('limit') ?? 50) : 20))
  const items = some.filter(
    line =>
      (type === null || line.type === type) &&
      (client === null || line.clientId === client) &&
      (text == null || [line.login, line.hash, line.clientLabel, line.clientOwner].some(said => said?.includes(text)))
  )
  const to = from + some.length
  return {
    json: {
      items,
      next: to < 200 ? String(to) : null,
      lookedBackTo: to < 200 ? (some.at(-1)?.time ?? 0) : null,
      complete: true
    }
  }
}
export const noActivity = json({ items: [], next: null, lookedBackTo: null, complete: true })

export const health = {
  state: 'well',
  since: now - 20 * day,
  checkedAt: now - 25 * 60_000,
  steps: ['credentials', 'write', 'read', 'headers', 'cors', 'clock', 'delete'].map(step => ({
    step,
    ok: true,
    advice: null
  }))
}
export const brokenHealth = {
  ...health,
  state: 'broken',
  steps: [
    {
      step: 'credentials',
      ok: false,
      advice: 's3://franklab-kachery?region=us-east-1 refuses the credentials; give the zone new ones.'
    }
  ]
}
export const limpingHealth = {
  ...health,
  steps: [
    {
      step: 'cors',
      ok: false,
      advice:
        "Pages of https://figurl.org can't read files of s3://franklab-kachery?region=us-east-1; set the zone’s CORS rules."
    }
  ]
}

const step = (name: string, ok: boolean, message: string, elapsed: number) => ({ step: name, ok, message, elapsed })
export const passedTest = {
  ok: true,
  steps: [
    step('write', true, 'A test file was written.', 84),
    step('read', true, 'It was read back as it was written.', 31),
    step('sign', true, 'Download links can be signed.', 0),
    step('headers', true, 'Upload links take no headers that nobody signed.', 52),
    step('list', true, 'The bucket can be listed, which jobs need.', 40),
    step('delete', true, 'The test file was deleted.', 28)
  ]
}
export const failedTest = {
  ok: false,
  steps: [
    step('write', false, "The credentials can't do this (AccessDenied); give them s3:PutObject on the bucket.", 120),
    step('list', true, 'The bucket can be listed, which jobs need.', 40)
  ]
}
export const byHand: ApiAnswer = () => ({
  status: 422,
  json: problem(
    422,
    'bucket.cors_by_hand',
    'Google Cloud Storage takes CORS rules by its own tools only; run the commands that are shown.',
    {
      commands: `cat > cors.json <<'END'\n[\n  {\n    "origin": ["https://figurl.org"],\n    "method": ["GET", "HEAD", "PUT"]\n  }\n]\nEND\ngcloud storage buckets update gs://franklab-kachery --cors-file=cors.json`
    }
  )
})

export const unknownZone: ApiAnswer = () => ({
  status: 404,
  json: problem(404, 'zone.not_found', 'There is no zone franklab.default at this gateway.')
})

const found = (query: URLSearchParams, text: string) => text.includes(query.get('search') ?? '')

/** The zones of a gateway, page by page. */
export const manyZones: ApiAnswer = ({ query }) => {
  const from = Number(query.get('after') ?? 0)
  const items = Array.from({ length: 50 }, (_, at) => {
    const n = from + at
    return {
      zone: n === 0 ? 'default' : n === 1 ? 'scratch' : `lab${n}.default`,
      ownerId: n === 0 ? null : n === 1 ? 'franklab' : `lab${n}`,
      kind: n === 0 ? 'configured' : 'registered',
      ownBucket: n % 3 === 2,
      scratch: n === 1
    }
  }).filter(({ zone }) => found(query, zone))
  return { json: { items, next: from < 9_950 ? String(from + 50) : null } }
}
const users = Array.from({ length: 9 }, (_, at) => ({
  accountId: String(5_120_000 + at * 7_919),
  login: ['franklab', 'ann-marie', 'b-ohm', 'curie', 'lamarr', 'hopper', 'noether', 'franklin', 'meitner'][at],
  labels:
    at === 2
      ? ['b-ohm', 'github|b.ohm']
      : [['franklab', 'ann-marie', '', 'curie', 'lamarr', 'hopper', 'noether', 'franklin', 'meitner'][at]],
  signedInAt: now - at * 5.3 * day,
  apiKeys: at % 3,
  blocked: at === 4
}))
export const configuration = {
  publicUrl: 'https://kachery.example.org',
  administrators: ['franklab', 'ann-marie'],
  allowedOrigins: ['https://figurl.org', 'https://www.figurl.org', 'http://localhost:3000', 'http://localhost:3001'],
  zones: [
    { zone: 'default', bucketUri: 's3://kachery-default?region=us-east-1', fallbackBucketUri: null },
    { zone: 'archive', bucketUri: 'r2://kachery-archive', fallbackBucketUri: 'gs://old-kachery' }
  ],
  largestFile: 5_000_000_000,
  verifiedInRequest: 1_000_000_000,
  signIn: true,
  captcha: false,
  keepsCredentials: true,
  lacks: []
}
export const lacking = {
  ...configuration,
  keepsCredentials: false,
  lacks: [
    'ENCRYPTION_KEY: Zones with a bucket of their own cannot be added.',
    'MONGO_URI: Log items are kept aside, and usage is not counted.'
  ]
}
const run = {
  counts: { items: 4_812, archives: 12 },
  bytes: 18_400_000,
  startedAt: now - 11 * 60_000,
  ms: 4_310,
  zones: 14,
  notable: []
}
export const jobs = {
  jobs: [
    { job: 'archive-logs', last: { ...run, outcome: 'done' } },
    {
      job: 'count-usage',
      last: { ...run, outcome: 'continues', counts: { archives: 220 }, ms: 240_000, bytes: 890_000_000 }
    },
    {
      job: 'sweep',
      last: {
        ...run,
        outcome: 'failed',
        counts: { swept: 3 },
        notable: [
          {
            ...run,
            zone: 'lab7.default',
            outcome: 'failed',
            notes: [],
            failure: {
              code: 'store.refused',
              message: 'The bucket r2://lab7 refuses the credentials; give the zone new ones.'
            }
          }
        ]
      }
    },
    { job: 'check-zones', last: null }
  ]
}
export const noJobs = { jobs: jobs.jobs.map(({ job }) => ({ job, last: null })) }

const delivery = { triedAt: now - 2 * 3_600_000, tries: 1, status: 204, state: 'delivered', problem: null }
export const webhook = {
  origin: 'https://hooks.franklab.example.org',
  setBy: 'curie',
  setAt: now - 40 * day,
  deliveries: [
    { ...delivery, event: 'test', at: now - 2 * 3_600_000 },
    {
      ...{ event: 'zone.works', at: now - 3 * 3_600_000, triedAt: now - 2 * 3_600_000, tries: 2, status: 302 },
      state: 'waiting',
      problem: 'It answered 302, which leads elsewhere; give the address where it ends, since no redirect is followed.'
    },
    {
      ...{ event: 'zone.broken', at: now - 2 * day, triedAt: now - 1.4 * day, tries: 5, status: null, state: 'failed' },
      problem: 'It didn’t answer in time; check that its server runs and answers within 8 s.'
    }
  ]
}

const databaseSteps = (times: readonly number[]) =>
  times.map((ms, at) => ({ step: ['write', 'read', 'remove'][at], ok: true, ms, problem: null }))
export const databaseAway = {
  databases: [
    { database: 'registry', ok: true, steps: databaseSteps([9, 4, 8]) },
    {
      database: 'ephemeral',
      ok: false,
      steps: [
        {
          ...{ step: 'write', ok: false, ms: 1004 },
          problem:
            'Its server does not answer the gateway. See whether it runs, and lets the gateway in (Atlas: Network Access, 0.0.0.0/0).'
        }
      ]
    }
  ]
}

/** A zone with much in it, and a gateway with many. */
export const usual: ApiAnswers = {
  'GET /api/health': json({ status: 'ok' }),
  'GET /api/me': json(visit),
  'GET /api/me/zones': myZones,
  'GET /api/zones/{zone}': json(zone),
  'GET /api/zones/{zone}/uploads': json({ fileBytes: 5_000_000_000_000 }),
  'GET /api/zones/{zone}/health': json({ health }),
  'GET /api/zones/{zone}/settings': json(settings),
  'GET /api/zones/{zone}/file-settings': json(fileSettings),
  'GET /api/zones/{zone}/share-links': zoneLinks,
  'GET /api/files/stored': json({ zones: [{ zone: zone.zone, files: 12_900, bytes: 1_012_000_000_000 }] }),
  'GET /api/zones/{zone}/clients': manyClients,
  'DELETE /api/zones/{zone}/clients/{clientId}': done,
  'GET /api/zones/{zone}/resources': json({ items: resources, next: null, importing: false }),
  'GET /api/zones/{zone}/usage': usage,
  'GET /api/zones/{zone}/stored': json({
    stored: { at: now - day / 3, files: 48_211, bytes: 3_412_000_000_000 },
    growth: { since: now - 30 * day, files: 1_204, bytes: 120_400_000_000 },
    price: { perGbMonth: 0.023, currency: 'USD' },
    costPerMonth: 78.476,
    byAccount: {
      countedAt: now - day / 3,
      accounts: [
        { owner: 'ann-marie', files: 30_107, bytes: 2_100_000_000_000 },
        { owner: 'franklab', files: 12_900, bytes: 1_012_000_000_000 },
        { owner: null, files: 5_204, bytes: 300_000_000_000 }
      ],
      more: 2
    },
    adoption: {
      phase: 'adopting',
      found: { files: 12_031, bytes: 4_300_000_000_000 },
      adopted: { files: 8_200, bytes: 2_900_000_000_000 }
    }
  }),
  'PUT /api/zones/{zone}/storage-price': done,
  'GET /api/zones/{zone}/usage/clients': usageOfClients,
  'GET /api/zones/{zone}/activity': activity,
  'POST /api/zones/{zone}/connection-test': json(passedTest),
  'GET /api/zones/{zone}/cors': json({ origins: ['https://figurl.org', '*'] }),
  'PUT /api/zones/{zone}/cors': json({ origins: [] }),
  'GET /api/zones/{zone}/webhook': json({ webhook }),
  'PUT /api/zones/{zone}/webhook': json({ secret: `whsec_${'7a'.repeat(32)}` }),
  'POST /api/zones/{zone}/webhook/test': json({ ...delivery, event: 'test', at: now }),
  'DELETE /api/zones/{zone}/webhook': done,
  'GET /api/zones': manyZones,
  'DELETE /api/zones/{zone}': done,
  'GET /api/users': ({ query }) => ({
    json: { items: users.filter(({ login = '' }) => found(query, login)), next: null }
  }),
  'GET /api/blocked-logins': json({ items: [{ login: 'lamarr', since: now - day, by: 'franklab' }] }),
  'POST /api/blocked-logins': done,
  'DELETE /api/blocked-logins': done,
  'POST /api/users/sign-out': done,
  'GET /api/configuration': json(configuration),
  'POST /api/database-tests': json({
    databases: [
      { database: 'registry', ok: true, steps: databaseSteps([9, 4, 8]) },
      { database: 'ephemeral', ok: true, steps: databaseSteps([21, 18, 40]) }
    ]
  }),
  'GET /api/jobs': json(jobs)
}
export const none: ApiAnswers = {
  'GET /api/zones/{zone}/share-links': noItems,
  'GET /api/zones/{zone}/health': json({ health: null }),
  'GET /api/zones/{zone}/settings': json(emptySettings),
  'GET /api/zones/{zone}/clients': noItems,
  'GET /api/zones/{zone}/resources': noItems,
  'GET /api/zones/{zone}/usage': noUsage,
  'GET /api/zones/{zone}/stored': json({
    stored: null,
    growth: null,
    price: null,
    costPerMonth: null,
    byAccount: null,
    adoption: null
  }),
  'GET /api/zones/{zone}/activity': noActivity,
  'GET /api/zones/{zone}/webhook': json({ webhook: null }),
  'GET /api/zones': noItems,
  'GET /api/users': noItems,
  'GET /api/blocked-logins': noItems,
  'GET /api/configuration': json(lacking),
  'GET /api/jobs': json(noJobs)
}
/** Of everything that is asked by reading; who is signed in is known. */
export const all = (answer: ApiAnswer): ApiAnswers =>
  Object.fromEntries(
    Object.keys(usual)
      .filter(name => name.startsWith('GET /api/') && name !== 'GET /api/me')
      .map(name => [name, answer])
  )
