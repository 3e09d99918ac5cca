/** Pages of which origins may use the URLs that they were given; any, unless the zone's administrators say otherwise. */
import type { CorsOptions } from '@kachery-gateway/core/stores/object-store.ts'
import * as z from 'zod'
import type { Database } from './database.ts'

/** What such a page may read beside the bytes. */
export const exposedHeaders = ['content-range', 'content-length', 'accept-ranges', 'etag'] as const

const Rules = z.object({ origins: z.array(z.string()), anyoneReads: z.boolean() })
/** Before zones had links, a list of origins alone was kept. */
const Kept = z.union([z.array(z.string()).transform(origins => ({ origins, anyoneReads: false })), Rules])
const name = 'cors-origins'

export class CorsOrigins {
  readonly #database: Database
  #rules: z.infer<typeof Rules>

  constructor(database: Database) {
    this.#database = database
    const value = database.row('SELECT value FROM setting WHERE name = ?', name)?.value
    this.#rules = value === undefined ? { origins: ['*'], anyoneReads: false } : Kept.parse(JSON.parse(String(value)))
  }

  get origins(): readonly string[] {
    return this.#rules.origins
  }

  async set(origins: readonly string[], { anyoneReads = false }: CorsOptions = {}): Promise<void> {
    const rules = { origins: [...origins], anyoneReads }
    const value = JSON.stringify(rules)
    await this.#database.write(() => this.#database.change('INSERT OR REPLACE INTO setting VALUES (?, ?)', name, value))
    this.#rules = rules
  }

  /** `method`: what such a page wants to send. */
  allow(origin: string, method?: string): boolean {
    return this.#anyone(method) || this.#rules.origins.includes(origin)
  }

  #anyone(method: string | undefined): boolean {
    const { origins, anyoneReads } = this.#rules
    return origins.includes('*') || (anyoneReads && (method === 'GET' || method === 'HEAD'))
  }

  /** For an answer to a page of `origin`, to a request of that method. */
  headers(origin: string | undefined, method?: string): Record<string, string> {
    if (this.#anyone(method)) return { ...anybody, 'access-control-allow-origin': '*' }
    const allowed = origin !== undefined && this.allow(origin, method)
    return { vary: 'origin', ...(allowed ? { ...anybody, 'access-control-allow-origin': origin } : {}) }
  }
}

const anybody = { 'access-control-expose-headers': exposedHeaders.join(', ') }
