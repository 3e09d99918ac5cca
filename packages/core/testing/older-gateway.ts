/**
 * The older gateway as far as a bucket sees it: what it writes and takes away there. From docs/protocol.md ("what lies in
 * a zone's bucket"), never from its code. `Bucket` may be any store; a test's is in memory.
 */
import type { ObjectStore } from '../src/stores/object-store.ts'
import { InMemoryObjectStore } from './in-memory-object-store.ts'

export interface LoggedItem {
  request: { payload: { type: string; objectKey?: string; size?: number }; fromClientId?: string }
  response: { found?: boolean; size?: number }
  requestTimestamp: number
  /** Absent: `default`. */
  zone?: string
}

const nothing = {
  uploadSize: 0,
  uploadCount: 0,
  downloadSize: 0,
  downloadCount: 0,
  fallbackDownloadSize: 0,
  fallbackDownloadCount: 0
}
type UsageOfClient = typeof nothing & { ownerId: string }

const year2023 = Date.UTC(2023, 0, 1)

export class OlderGateway {
  readonly #bucket: ObjectStore
  readonly #directory: string

  /** Of one zone. */
  constructor(bucket: ObjectStore, directory = '') {
    this.#bucket = bucket
    this.#directory = directory === '' ? '' : `${directory}/`
  }

  /** Its records held the key pair's private half once. */
  addClient(clientId: string, ownerId: string, more: { timestampCreated?: number; privateKeyHex?: string } = {}) {
    return this.#write(`clients/${clientId}`, { clientId, ownerId, timestampCreated: year2023, label: 'lab', ...more })
  }

  deleteClient(clientId: string) {
    return this.#bucket.remove(`${this.#directory}clients/${clientId}`)
  }

  addResource(resourceName: string, ownerId: string) {
    const proxyUrl = `https://proxy.example/r/${resourceName}`
    return this.#write(`resources/${resourceName}`, { resourceName, ownerId, timestampCreated: year2023, proxyUrl })
  }

  addUser(login: string, clientIds: string[], resourceNames: string[] = []) {
    return this.#write(`users/${login}`, { clientIds, resourceNames, zones: [] })
  }

  /** In the default zone's bucket. */
  registerZone(zone: string, ownerId: string, place: { bucketName: string; directory: string }) {
    return this.#write(`registered-zones/${zone}`, { zone, ownerId, ...place })
  }

  /** Its action: items become an archive; `time`: ms since the epoch. */
  archive(items: readonly object[], time: number) {
    return this.#write(`logs/log-${new Date(time).toISOString()}.json`, items)
  }

  /** Its action: every finalize and every findFile counts, that of a file that was not there, too. */
  writeUsage(items: readonly LoggedItem[], timestamp: number) {
    const days = new Map<string, { [client: string]: UsageOfClient }>()
    for (const { request, response, requestTimestamp } of items) {
      const date = new Date(requestTimestamp).toISOString().slice(0, 10)
      const day = days.get(date) ?? {}
      const client = request.fromClientId ?? 'unknown'
      const usage = day[client] ?? { ...nothing, ownerId: 'ann' }
      if (request.payload.type === 'finalizeFileUpload') {
        usage.uploadCount++
        usage.uploadSize += request.payload.size ?? 0
      }
      if (request.payload.type === 'findFile') {
        usage.downloadCount++
        usage.downloadSize += response.size ?? 0
      }
      days.set(date, { ...day, [client]: usage })
    }
    const dailyUsage = [...days].map(([date, clientUsage]) => ({ date, clientUsage }))
    return this.#write('usage/usage.json', { timestamp, clients: {}, dailyUsage, totalUsage: { clientUsage: {} } })
  }

  #write(key: string, value: object) {
    return this.#bucket.put(this.#directory + key, Buffer.from(JSON.stringify(value)))
  }
}

/** A bucket that gives and lists, and takes nothing: for what must not write there. */
export class ReadOnlyObjectStore extends InMemoryObjectStore {
  readonly #refuse = async (): Promise<never> => {
    throw new Error('this bucket must not be written')
  }
  /** What another gateway has put there. */
  static of(filled: InMemoryObjectStore): ReadOnlyObjectStore {
    const store = new ReadOnlyObjectStore({ uri: filled.uri })
    for (const [key, object] of filled.objects) store.objects.set(key, object)
    return store
  }
  override put = this.#refuse
  override putStream = this.#refuse
  override copy = this.#refuse
  override remove = this.#refuse
}
