/** Stores in memory that cost next to nothing themselves, however much they hold, and count what is asked of them. */
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import type { StoredLogItem } from '@kachery-gateway/core/stores/log-items.ts'
import type { ListedObject, ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import { InMemoryObjectStore } from '../packages/core/testing/in-memory-object-store.ts'

export class QuickBucket extends InMemoryObjectStore {
  readonly #kept: Map<string, Uint8Array>
  readonly #sorted: string[]
  #etag = 0
  requests = 0
  streamed = 0

  /** `kept`: is not changed; what is written lies over it. `sorted`: its keys, ascending. */
  constructor(kept: Map<string, Uint8Array>, sorted: string[]) {
    super({ uri: 's3://bench-files' })
    this.#kept = kept
    this.#sorted = sorted
  }

  override async get(key: string) {
    this.requests++
    const bytes = this.objects.get(key)?.bytes ?? this.#kept.get(key)
    return bytes && { bytes, etag: `"${this.#etag}"` }
  }

  override async read(key: string) {
    const there = await this.get(key)
    return (
      there &&
      (async function* () {
        yield there.bytes
      })()
    )
  }

  override async head(key: string) {
    const there = await this.get(key)
    return there && { size: there.bytes.length, etag: there.etag }
  }

  override async put(key: string, bytes: Uint8Array) {
    this.requests++
    this.#etag++
    this.objects.set(key, { bytes, modified: 0 })
    return 'written' as const
  }

  /** Takes the stream and forgets it. */
  override async putStream(key: string, size: number, chunks: Parameters<ObjectStore['putStream']>[2]) {
    if (!key.endsWith('usage/usage.json')) {
      const { etag } = await super.putStream(key, size, chunks)
      this.requests++
      return { etag }
    }
    this.requests++
    for await (const chunk of chunks()) this.streamed += chunk.length
    if (this.streamed !== size) throw new Error(`${key} has ${this.streamed} bytes, not ${size}`)
    return { etag: '"streamed"' }
  }

  override async list(prefix: string, { limit, after = '' }: { limit: number; after?: string }) {
    this.requests++
    const items: ListedObject[] = []
    for (let at = placeOf(this.#sorted, after > prefix ? after : prefix); items.length < limit; at++) {
      const key = this.#sorted[at]
      if (key === undefined || !key.startsWith(prefix)) return { items }
      if (key > after) items.push({ key, size: this.#kept.get(key)?.length ?? 0, modified: 0 })
    }
    const last = items.at(-1)
    return last === undefined ? { items } : { items, next: last.key }
  }
}

/** The place of the first that is not below `key`. */
function placeOf(sorted: readonly string[], key: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

/** Items of one zone as texts, as they come over a wire; those at the front are taken first. */
export function quickLogItems(texts: readonly string[]): EphemeralStore & { calls(): number } {
  let [front, calls] = [0, 0]
  const from = (start: number, count: number): StoredLogItem[] =>
    texts
      .slice(start, start + count)
      .map((text, n) => ({ id: String(start + n).padStart(32, '0'), item: JSON.parse(text) }))
  const counted = async <T>(answer: () => T): Promise<T> => {
    calls++
    return answer()
  }
  return {
    calls: () => calls,
    findFound: async () => undefined,
    rememberFound: async () => {},
    forgetFound: async () => {},
    addLogItems: async () => {},
    zonesOfLogItems: () => counted(() => (front < texts.length ? ['default'] : [])),
    countLogItems: () => counted(() => texts.length - front),
    newestLogItems: async () => [],
    oldestLogItems: (zone, { items }) => counted(() => (zone === 'default' ? from(front, items) : [])),
    logItemsOf: keys => counted(() => keys.flatMap(({ id }) => from(Number(id), 1))),
    markArchived: () => counted(() => undefined),
    archivedAmong: () => counted(() => []),
    removeLogItems: keys =>
      counted(() => {
        front += keys.length
      }),
    quarantineLogItems: () => counted(() => undefined),
    removeExpiredFound: () => counted(() => 0),
    removeExpiredMarks: () => counted(() => 0)
  }
}
