/** For how long others join a load, ms. */
const sharedFor = 1_000

interface Load<V> {
  promise: Promise<V>
  /** ms since the epoch */
  began: number
}

/**
 * A bounded cache in memory whose entries are served for a stated time. Two requests that want the same missing entry
 * share one load; where that load fails, the one that only waited loads for itself, so nobody fails for another's bad
 * luck; one that has gone on for a second is not waited for any more, so that nobody hangs with a store that hung. A load
 * that finishes after `delete` of its key is not kept.
 */
export class BoundedCache<V> {
  /** `order`: how many were put behind all others before. */
  readonly #entries = new Map<string, { value: V; since: number; until: number; order: number }>()
  #order = 0
  /** The loads under way, those that nobody joins any more too; the last began last. */
  readonly #loading = new Map<string, Set<Load<V>>>()
  readonly #size: number
  readonly #now: () => number
  readonly #lifeOf: (value: V) => number

  /** `lifeOf` says for how many ms a value is served. */
  constructor(options: { size: number; now: () => number; lifeOf: (value: V) => number }) {
    this.#size = options.size
    this.#now = options.now
    this.#lifeOf = options.lifeOf
  }

  /** The entry if it is still to be served; it then outlives at least half as many new ones as the cache holds. */
  peek(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    const isOver = entry.until <= this.#now()
    // Moving it costs more than all else here, and what is among the younger half is far from its end.
    if (isOver || this.#order - entry.order >= this.#size / 2) {
      this.#entries.delete(key)
      if (!isOver) this.#putLast(key, entry)
    }
    return isOver ? undefined : entry.value
  }

  set(key: string, value: V): void {
    this.#keep(key, value, this.#now())
  }

  delete(key: string): void {
    this.#entries.delete(key)
    this.#loading.delete(key)
  }

  async get(key: string, load: () => Promise<V>): Promise<V> {
    const kept = this.peek(key)
    if (kept !== undefined) return kept
    const loading = [...(this.#loading.get(key) ?? [])].at(-1)
    if (loading === undefined || this.#now() - loading.began > sharedFor) return this.#load(key, load)
    try {
      return await loading.promise
    } catch {
      return load()
    }
  }

  async #load(key: string, load: () => Promise<V>): Promise<V> {
    // The entry is as old as the moment its load began, not the moment it ended.
    const began = this.#now()
    const promise = load()
    const loading = { promise, began }
    const all = this.#loading.get(key) ?? new Set()
    this.#loading.set(key, all.add(loading))
    try {
      const value = await promise
      // `delete` has taken the whole set away. A load that was overtaken keeps nothing over a younger one.
      const current = this.#loading.get(key)?.has(loading) === true
      if (current && (this.#entries.get(key)?.since ?? began) <= began) this.#keep(key, value, began)
      return value
    } finally {
      all.delete(loading)
      if (all.size === 0 && this.#loading.get(key) === all) this.#loading.delete(key)
    }
  }

  #keep(key: string, value: V, since: number): void {
    this.#entries.delete(key)
    this.#putLast(key, { value, since, until: since + this.#lifeOf(value), order: 0 })
    if (this.#entries.size <= this.#size) return
    const oldest = this.#entries.keys().next()
    if (!oldest.done) this.#entries.delete(oldest.value)
  }

  #putLast(key: string, entry: { value: V; since: number; until: number; order: number }): void {
    entry.order = ++this.#order
    this.#entries.set(key, entry)
  }
}
