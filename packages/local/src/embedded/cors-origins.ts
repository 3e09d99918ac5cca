/** Pages of which origins may use the URLs that they were given; any, unless the zone's administrators say otherwise. */
import * as z from 'zod'
import type { Database } from './database.ts'

/** What such a page may read beside the bytes. */
export const exposedHeaders = ['content-range', 'content-length', 'accept-ranges', 'etag'] as const

const Origins = z.array(z.string())
const name = 'cors-origins'

export class CorsOrigins {
  readonly #database: Database
  #origins: readonly string[]

  constructor(database: Database) {
    this.#database = database
    const value = database.row('SELECT value FROM setting WHERE name = ?', name)?.value
    this.#origins = value === undefined ? ['*'] : Origins.parse(JSON.parse(String(value)))
  }

  get origins(): readonly string[] {
    return this.#origins
  }

  async set(origins: readonly string[]): Promise<void> {
    const value = JSON.stringify(origins)
    await this.#database.write(() => this.#database.change('INSERT OR REPLACE INTO setting VALUES (?, ?)', name, value))
    this.#origins = [...origins]
  }

  allow(origin: string): boolean {
    return this.#origins.includes('*') || this.#origins.includes(origin)
  }

  /** For an answer to a page of `origin`. */
  headers(origin: string | undefined): Record<string, string> {
    if (this.#origins.includes('*')) return { ...anybody, 'access-control-allow-origin': '*' }
    const allowed = origin !== undefined && this.allow(origin)
    return { vary: 'origin', ...(allowed ? { ...anybody, 'access-control-allow-origin': origin } : {}) }
  }
}

const anybody = { 'access-control-expose-headers': exposedHeaders.join(', ') }
