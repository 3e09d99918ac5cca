/**
 * Readers of outside data, each with the largest input that it takes, as honest and as hostile as there is. Run as a
 * thread of its own (outside-data.test.ts), whose heap is small: what takes memory in proportion to its input dies of it.
 * Tells how long the event loop was held at most, in ms of this thread's CPU: what else runs on the machine is not in it.
 */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { recentActivity } from '../src/activity/recent-activity.ts'
import { clientUsage, usageReport } from '../src/activity/usage-report.ts'
import { zoneSettingsOperations } from '../src/api/zone-settings.ts'
import { defaultZoneName } from '../src/ids/zone-name.ts'
import { runJob } from '../src/jobs/run-job.ts'
import { parsingAuthorizationSettings } from '../src/model/authorization-settings.ts'
import { readJson } from '../src/signing/json-text.ts'
import { openS3ObjectStore } from '../src/stores/s3/s3-object-store.ts'
import { inSlices } from '../src/time-slice.ts'
import { readSettingsFile, saveSettings, switchSettings } from '../src/zones/edit-settings.ts'
import { resolveZone } from '../src/zones/resolve-zone.ts'
import { InMemoryObjectStore } from './in-memory-object-store.ts'
import { facts, testGateway, user } from './test-gateway.ts'

/** ms */
export const heldAtMost = 50

/** `scale`: 1 for the largest; less to warm up. Gives what is measured. */
type Reader = (scale: number) => Promise<() => Promise<unknown>>

/** Of large objects it computes nothing: that would be measured too, and a store elsewhere does it. */
class QuickObjectStore extends InMemoryObjectStore {
  override async head(key: string) {
    const large = this.#large(key)
    return large === undefined ? super.head(key) : { size: large.length, etag: '"large"' }
  }

  override async get(key: string, maxBytes: number) {
    const large = this.#large(key)
    return large === undefined || large.length > maxBytes ? super.get(key, maxBytes) : { bytes: large, etag: '"large"' }
  }

  override async putStream(key: string, size: number, chunks: () => AsyncIterable<Uint8Array>) {
    const bytes = new Uint8Array(size)
    let at = 0
    for await (const chunk of chunks()) {
      bytes.set(chunk, at)
      at += chunk.length
      await turn()
    }
    this.objects.set(key, { bytes })
    return { etag: '"large"' }
  }

  #large(key: string): Uint8Array | undefined {
    const bytes = this.objects.get(key)?.bytes
    return bytes !== undefined && bytes.length > 100_000 ? bytes : undefined
  }
}

async function zoneWith(files: Record<string, (string | Buffer)[]>) {
  const bucket = new QuickObjectStore()
  const gateway = testGateway({ bucket })
  for (const [key, pieces] of Object.entries(files)) {
    const bytes = Buffer.concat(pieces.map(piece => (typeof piece === 'string' ? Buffer.from(piece) : piece)))
    bucket.objects.set(key, { bytes })
  }
  return { ...gateway, zone: await resolveZone(gateway.deps, defaultZoneName) }
}

const range = { from: '2026-01-01', to: '2026-01-31' }
const dates = Array.from({ length: 31 }, (_, at) => `2026-01-${String(at + 1).padStart(2, '0')}`)
const numbers =
  '"uploadSize":1,"uploadCount":1,"downloadSize":1,"downloadCount":1,"fallbackDownloadSize":0,"fallbackDownloadCount":0'
const clientId = (n: number) => n.toString(16).padStart(64, '0')

/** The members of a JSON list of `bytes`; made into bytes at once, for this thread has little room. */
function members(bytes: number, item: (at: number) => string): Buffer[] {
  const pieces: Buffer[] = []
  let [text, size] = ['', 0]
  for (let at = 0; size < bytes; at++) {
    const piece = (at === 0 ? '' : ',') + item(at)
    size += piece.length
    if (size <= bytes) text += piece
    if (text.length > 100_000 || size > bytes) {
      pieces.push(Buffer.from(text))
      text = ''
    }
  }
  return pieces
}
const listOf = (bytes: number, item: (at: number) => string) => ['[', ...members(bytes - 2, item), ']']
const dayOf = (date: string, bytes: number) => [
  `{"date":"${date}","clientUsage":{`,
  ...members(bytes - 50, at => `"${clientId(at)}":{${numbers},"ownerId":"ann"}`),
  '}}'
]
/** As large as one value may be, and slow to parse. */
const hostile = [
  `{${Array.from({ length: 26_000 }, (_, at) => `"${at.toString(36)}":0`).join(',')}}`,
  `[${'[],'.repeat(87_000)}[]]`,
  '['.repeat(100_000) + ']'.repeat(100_000)
]
const logItem = (at: number) =>
  `{"request":{"type":"findFile","fromClientId":"${clientId(at)}"},"response":{"found":true,"size":1},"requestTimestamp":${Date.UTC(2026, 0, 1) + at},"zone":"default"}`
const archive = (at: number) => `logs/log-2026-01-01T00:00:0${at}.000Z.json`

const full = (line: (at: number) => string) => {
  const lines = ['allowPublicUpload: false\nauthorizedUsers:\n']
  for (let [at, size] = [0, 44]; ; at++) {
    size += line(at).length
    if (size > 65_536) return lines.join('')
    lines.push(line(at))
  }
}
const users = full(at => `- {userId: u${at}, upload: true}\n`)
const strange = (text: string) => `allowPublicUpload: false\nauthorizedUsers: []\nx: ${text}\n`
const fullFiles = [users, full(at => `- userId: u${at}\n`)]
const strangeFiles = [
  // As many words as are taken, and more.
  ...[13_200, 32_000].map(count => strange(`[${'0,'.repeat(count)}]`)),
  ...[39_000, 65_000].map(count => strange(`[${','.repeat(count)}]`)),
  ...[39_000, 65_000].map(count => strange('['.repeat(count))),
  ...['? ', ': '].map(sign => strange(`\n${sign.repeat(19_000)}`)),
  strange(`[${'!a 0,'.repeat(7_900)}]`),
  strange(`[${'&a 0,'.repeat(7_900)}]`),
  strange(`[${Array.from({ length: 4_000 }, (_, at) => `&a${at} 0,*a${at},`).join('')}]`),
  strange(`[&a 0,&b [*a,*a,*a,*a,*a],&c [*b,*b],*c,${'0,'.repeat(13_000)}]`),
  strange(`{${Array.from({ length: 5_600 }, (_, at) => `k${at}: 0`).join(',')}}`),
  '%\n'.repeat(19_000),
  '---\n'.repeat(16_000),
  'a: 0\n'.repeat(13_000)
]

/** Of stores, by their names. */
function answers(scale: number): Record<string, string> {
  const filled = (bytes: number, element: string) => element.repeat((bytes * scale) / element.length)
  const time = '<LastModified>2026-01-01T00:00:00Z</LastModified><Size>1</Size>'
  const listing = (inside: string) => `<ListBucketResult>${inside}</ListBucketResult>`
  const uploads = (inside: string) => `<ListMultipartUploadsResult>${inside}</ListMultipartUploadsResult>`
  const long = (name: string, more: string) => `<${name}><Key>${'&amp;'.repeat(1_400)}</Key>${more}</${name}>`
  return {
    objects: listing(filled(156_000, long('Contents', time))),
    uploads: uploads(filled(156_000, long('Upload', '<UploadId>i</UploadId><Initiated>2026</Initiated>'))),
    empty: listing(filled(156_000, '<Contents/>')),
    keys: uploads(filled(156_000, '<Upload><Key></Key></Upload>')),
    signs: listing(filled(156_000, '<')),
    rules: `<CORSConfiguration>${filled(156_000, '<CORSRule/>')}</CORSConfiguration>`,
    copied: `<CopyObjectResult>${filled(156_000, '<a/>')}</CopyObjectResult>`,
    deep: filled(156_000, '<a>')
  }
}

/** As it comes from elsewhere. */
async function sendSlowly(response: ServerResponse, text: string): Promise<void> {
  for (let at = 0; at < text.length; at += 100_000) {
    response.write(text.slice(at, at + 100_000))
    await turn()
  }
  response.end()
}

export const readers: Record<string, Reader> = {
  'a report of a usage.json of 64 MB': async scale => {
    const { zone } = await zoneWith({
      'usage/usage.json': [
        '{"timestamp":1,"clients":{},"dailyUsage":[',
        ...dates.flatMap((date, at) => [at === 0 ? '' : ',', ...dayOf(date, 2_060_000 * scale)]),
        ']}'
      ]
    })
    return async () => [await usageReport(zone, range), await clientUsage(zone, range)]
  },
  'a report of a hostile usage.json': async scale => {
    const days = listOf(63_000_000 * scale, at => `{"date":"2026-01-01","clientUsage":{"a":${hostile[at % 3]}}}`)
    const { zone } = await zoneWith({ 'usage/usage.json': ['{"timestamp":1,"dailyUsage":', ...days, '}'] })
    return () => usageReport(zone, range)
  },
  'a report of a full checkpoint and 30 full days': async scale => {
    const key = (date: string) => `usage/days/${date}-x.json`
    const others = members(15_000_000 * scale, at => `"${1000 + at}-01-01":{"key":"x","size":1}`)
    const named = dates.map(date => `"${date}":{"key":"${key(date)}","size":2000000},`)
    const { zone } = await zoneWith({
      'usage/checkpoint.json': ['{"version":1,"days":{', ...named, ...others, '}}'],
      ...Object.fromEntries(dates.map(date => [key(date), dayOf(date, 2_000_000 * scale)]))
    })
    return () => usageReport(zone, range)
  },
  'the activity of three archives of 16 MB': async scale => {
    const { deps, zone } = await zoneWith({
      [archive(1)]: listOf(15_900_000 * scale, logItem),
      [archive(2)]: listOf(15_900_000 * scale, at => hostile[at % 3] ?? ''),
      [archive(3)]: listOf(15_900_000 * scale, () => logItem(1))
    })
    return () => recentActivity(deps, zone, { limit: 200, type: 'deleteFile' })
  },
  'a count of archives of 16 MB, some hostile, and again from the first on': async scale => {
    const { deps } = await zoneWith({
      [archive(1)]: listOf(8_000_000 * scale, logItem),
      [archive(2)]: listOf(4_000_000 * scale, at => hostile[at % 3] ?? ''),
      [archive(3)]: listOf(4_000_000 * scale, at => logItem(at + 30_000))
    })
    return async () => {
      for (const full of [false, true]) {
        const result = await runJob(deps, 'count-usage', { timeLeft: () => 600_000, zone: 'default', full })
        if (result.outcome !== 'done') throw new Error(JSON.stringify(result))
      }
    }
  },
  'settings files of 64 KiB': async () => async () => {
    for (const text of fullFiles) await inSlices(parsingAuthorizationSettings(text))
  },
  'settings files of 64 KiB that are strange': async () => async () => {
    for (const text of strangeFiles) await inSlices(parsingAuthorizationSettings(text))
  },
  'a change of 100 users over a full settings file, by switches and by text': async () => {
    const { deps, zone } = await zoneWith({ 'settings/authorizationSettings.yaml': [users] })
    const ann = user('ann').user
    let on = false
    return async () => {
      on = !on
      const switches = {
        users: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`u${at * 7}`, { admin: on }]))
      }
      // A right that is added to each entry takes room.
      await deps.registry.get({ kind: 'zone', id: 'lab' })
      const switched = await switchSettings(deps, zone, ann, { switches }, facts).catch(error => error)
      if (switched instanceof Error && !/at most/.test(switched.message)) throw switched
      const { etag } = await readSettingsFile(deps, zone)
      await saveSettings(deps, zone, ann, { yaml: users, etag }, facts)
    }
  },
  'what the server of a bucket answers, as long as it may be': async scale => {
    const xml = Object.entries(answers(scale))
    const server = createServer((request, response) => {
      request.resume()
      const [, name = ''] = /x-answer=(\w+)/.exec(request.url ?? '') ?? []
      void sendSlowly(response, Object.fromEntries(xml)[name] ?? '')
    }).listen(0, '127.0.0.1')
    server.unref()
    await once(server, 'listening')
    const address = server.address()
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret-of-large-inputs' }
    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    const stores = xml.map(([name]) => {
      const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/x-answer=${name}`
      const ref = { uri: 's3://bucket', credentials: { ...credentials, endpoint } }
      return openS3ObjectStore(ref, { now: Date.now, logger, timeLimits: { attempt: 60_000, call: 60_000 } })
    })
    return async () => {
      for (const store of stores) {
        // What is none of these answers is an error.
        const asked = [
          () => store.list('', { limit: 1000 }),
          () => store.unfinishedUploads(''),
          () => store.corsOrigins()
        ]
        for (const ask of [...asked, () => store.copy('a', 'b', { size: 1 })]) await ask().catch(() => {})
      }
    }
  },
  'requests of 64 kB, and of 120 kB by the site’s API': async () => async () => {
    for (const text of [
      `[${'0,'.repeat(31_900)}0]`,
      `{${Array.from({ length: 6_500 }, (_, at) => `"${at.toString(36)}":0`).join(',')}}`,
      `"${'\\u0041'.repeat(10_600)}"`,
      '['.repeat(64_000)
    ]) {
      try {
        readJson(text)
      } catch {}
      await turn()
    }
    const { body } = zoneSettingsOperations['PATCH /api/zones/{zone}/settings']
    const many = `{"users":{${Array.from({ length: 13_000 }, (_, at) => `"${at.toString(36)}":{}`)
      .join(',')
      .slice(0, 119_000)
      .replace(/,[^,]*$/, '')}}}`
    body.safeParse(JSON.parse(many))
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))
const cpu = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

async function mostHeld(work: () => Promise<unknown>): Promise<number> {
  let [most, last, works] = [0, cpu(), true]
  const probe = () => {
    most = Math.max(most, cpu() - last)
    last = cpu()
    if (works) setImmediate(probe)
  }
  setImmediate(probe)
  try {
    await work()
  } finally {
    await turn()
    works = false
  }
  return most
}

/** ms that plain JSON.parse takes for 1 MB of numbers: how fast this machine is at the moment. */
function paceOf(): number {
  const text = `[${'0,'.repeat(500_000)}0]`
  const times = Array.from({ length: 3 }, () => {
    const began = cpu()
    JSON.parse(text)
    return cpu() - began
  })
  return Math.min(...times)
}

if (parentPort !== null) {
  const make = readers[String(workerData)]
  if (make === undefined) throw new Error(`there is no reader ${workerData}`)
  const [small, large] = [await make(0.02), await make(1)]
  const began = cpu()
  // What is no smaller when it warms up is warm at once.
  for (let warm = 0; warm < 3 && cpu() - began < 1000; warm++) await small()
  const held: number[] = []
  // A pause of the garbage collector may fall into any step: the best of some.
  while (held.length < 3 && !(Math.min(...held) < heldAtMost)) held.push(await mostHeld(large))
  parentPort.postMessage({ held: Math.min(...held), pace: paceOf() })
}
