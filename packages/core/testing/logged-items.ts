/** Log items as a gateway makes them, and as older ones left them, by the seed; and the archives of an in-memory bucket. */
import { defined } from '../src/defined.ts'
import type { StoredLogItem } from '../src/stores/log-items.ts'
import type { InMemoryObjectStore } from './in-memory-object-store.ts'

const day = 24 * 3600_000
const hex = (random: () => number, digits: number) =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
const pick = <T>(random: () => number, values: readonly [T, ...T[]]): T =>
  values[Math.floor(random() * values.length)] ?? values[0]

/** Of zone default, of none, and of lab; uploads are begun and finalized, some twice, some with invented keys. */
export function loggedItems(random: () => number, count: number, from: number): StoredLogItem[] {
  const clients = Array.from({ length: 4 }, () => hex(random, 64))
  const items: StoredLogItem[] = []
  let time = from
  const add = (zone: string | undefined, payload: Record<string, unknown>, response: object, caller: object) => {
    time += Math.floor(random() * 3600_000)
    items.push({
      id: hex(random, 32),
      item: {
        request: { payload: { timestamp: time, ...payload }, ...caller },
        response,
        requestTimestamp: time,
        elapsed: Math.floor(random() * 50),
        requestHeaders: { 'user-agent': `agent ${Math.floor(random() * 3)}`, 'x-real-ip': '127.0.0.1' },
        ...defined({ zone })
      }
    })
  }
  while (items.length < count) {
    const zone = pick(random, ['default', 'default', 'lab', undefined])
    const callers: [object, ...object[]] = [{ githubUserId: 'ann' }, {}]
    const caller = pick(random, [...callers, ...clients.map(fromClientId => ({ fromClientId }))])
    const size = Math.floor(random() * 1e6)
    const hash = hex(random, 40)
    const file = { hashAlg: 'sha1', hash, zone: zone ?? 'default' }
    const kind = random()
    if (kind < 0.35) {
      const fallback = random() < 0.2 ? { fallback: true } : {}
      add(zone, { type: 'findFile', ...file }, { type: 'findFile', found: true, size, ...fallback }, caller)
    } else if (kind < 0.45) add(zone, { type: 'findFile', ...file }, { type: 'findFile', found: false }, caller)
    else if (kind < 0.55) {
      const payload = {
        type: 'addClient',
        clientId: pick(random, ['one', ...clients]),
        ownerId: pick(random, ['ann', 'bob']),
        label: 'x'
      }
      add(zone, payload, { type: 'addClient' }, {})
    } else if (kind < 0.6) add(zone, { type: 'deleteFile', ...file }, { type: 'deleteFile', success: true }, caller)
    else {
      const objectKey = `uploads/sha1/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash}/${hex(random, 32)}`
      const offered = { type: 'initiateFileUpload', alreadyExists: false, objectKey }
      if (kind < 0.95) add(zone, { type: 'initiateFileUpload', size, ...file }, offered, caller)
      const finalizes = pick(random, [0, 1, 1, 1, 2])
      for (let n = 0; n < finalizes; n++) {
        const response = random() < 0.1 ? { error: 'wrong bytes' } : { type: 'finalizeFileUpload' }
        add(zone, { type: 'finalizeFileUpload', objectKey, size, ...file }, response, caller)
      }
    }
    if (random() < 0.05) time += day
  }
  return items
}

/** All that the archives of a bucket hold, in the order of the files. */
export function archived(bucket: InMemoryObjectStore): unknown[] {
  return [...bucket.objects]
    .filter(([key]) => key.startsWith('logs/'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { bytes }]) => JSON.parse(Buffer.from(bytes).toString()))
}

/** For comparing what is equal as a multiset. */
export const sorted = (values: readonly unknown[]): string[] => values.map(value => JSON.stringify(value)).sort()
