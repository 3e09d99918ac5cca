/**
 * What a test file makes the gateway answer, log and store, and the secrets that it knows: collected while its tests run,
 * searched once at its end. Nothing is kept where nobody watches (benchmarks stand on the same test doubles).
 */
import { type Logger, loggerTo } from '@kachery-gateway/core/logger.ts'
import { formsOf } from './forms.ts'
import { isAllowed, nameOf, type Place } from './places.ts'
import { searcher } from './search.ts'
import { type Kind, shapes, shortest } from './secret.ts'

type Text = string | Uint8Array

interface Seen {
  place: Place
  text: Text
}

interface Found {
  place: Place
  bytes: Uint8Array
}

export class Watch {
  /** By their bytes as latin1. */
  readonly #secrets = new Map<string, { kind: Kind; bytes: Uint8Array }>()
  readonly #seen = new Map<string, Seen>()
  readonly #streams: { place: Place; chunks: Uint8Array[] }[] = []

  /** What is too short is not searched for. */
  know(kind: Kind, secret: Text): void {
    const bytes = Buffer.from(secret)
    const key = bytes.toString('latin1')
    if (bytes.length >= shortest && !this.#secrets.has(key)) this.#secrets.set(key, { kind, bytes })
  }

  see(place: Place, text: Text): void {
    if (text.length < shortest) return
    const body = typeof text === 'string' ? text : latin1Of(text)
    this.#seen.set(`${nameOf(place)}\n${body}`, { place, text })
  }

  /** For what comes in pieces: a secret may be cut by them. */
  stream(place: Place): (chunk: Text) => void {
    const chunks: Uint8Array[] = []
    this.#streams.push({ place, chunks })
    return chunk => void chunks.push(Buffer.from(chunk))
  }

  /** A sentence each; none of them repeats the secret. Forgets what it has searched, but no secret. */
  leaks(): string[] {
    const texts = this.#texts()
    const found = new Map<string, string>()
    const tell = (kind: Kind, { place, bytes }: Found, at: number) => {
      const what = `${kind} in ${nameOf(place)}`
      if (!isAllowed(kind, place) && !found.has(what)) found.set(what, `${what}, ${after(bytes, at)}`)
    }
    for (const text of texts) {
      const characters = latin1Of(text.bytes)
      for (const { kind, looks } of shapes)
        for (const match of characters.matchAll(looks)) {
          const [whole, own = whole] = match
          this.know(kind, own)
          tell(kind, text, match.index)
        }
    }
    const search = searcher(
      [...this.#secrets.values()].flatMap(({ kind, bytes }) =>
        formsOf(bytes).map(form => ({ bytes: form, about: kind }))
      )
    )
    for (const text of texts) for (const [kind, at] of search(text.bytes)) tell(kind, text, at)
    // A name or what stands before it may hold a secret, too.
    const nameless = (leak: string) =>
      search(Buffer.from(leak)).size === 0 ? leak : leak.replace(/ in the .*/s, whereUnsaid)
    return [...found.values()].map(nameless)
  }

  #texts(): Found[] {
    const pieces = this.#streams.map(({ place, chunks }) => ({ place, bytes: Buffer.concat(chunks) }))
    const wholes = [...this.#seen.values()].map(({ place, text }) => ({
      place,
      bytes: typeof text === 'string' ? Buffer.from(text) : text
    }))
    this.#seen.clear()
    this.#streams.length = 0
    return [...pieces, ...wholes]
  }
}

const latin1Of = ({ buffer, byteOffset, length }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, length).toString('latin1')

const whereUnsaid = ' at a place whose name cannot be told without a secret'

/** What stands before it: enough to find the field. */
function after(bytes: Uint8Array, at: number): string {
  if (at === 0) return 'at its beginning'
  return `after ${JSON.stringify(latin1Of(bytes.subarray(Math.max(0, at - 24), at)))}`
}

let current: Watch | undefined

/** Of the test file that runs. */
export function beginWatch(): Watch {
  current = new Watch()
  return current
}

/** What interceptors tell. */
export type Observer = Pick<Watch, 'see' | 'stream'>

/** Of whichever test file runs: files may share a process. */
export const currentWatch: Observer = {
  see: (place, text) => current?.see(place, text),
  stream: place => current?.stream(place) ?? (() => {})
}

export function know(kind: Kind, secret: Text): void {
  current?.know(kind, secret)
}

/** An answer that no HTTP server sent: of a handler that a test calls. */
export function answered(
  of: string,
  {
    headers = {},
    cookies = [],
    body = ''
  }: { headers?: object | undefined; cookies?: string[] | undefined; body?: string | undefined }
): void {
  for (const [name, value] of [...Object.entries(headers), ...cookies.map(cookie => ['set-cookie', cookie])])
    current?.see({ in: 'answer', of, part: String(name).toLowerCase() }, String(value))
  current?.see({ in: 'answer', of, part: 'body' }, body)
}

export function logged(of: string, ...line: unknown[]): void {
  if (current === undefined) return
  const text = JSON.stringify(line, (_, value: unknown) =>
    value instanceof Error ? { text: value.stack, cause: value.cause, ...value } : value
  )
  current.see({ in: 'log', of }, text)
}

export function stored(of: string, item: unknown): void {
  if (current === undefined) return
  const text = typeof item === 'string' || item instanceof Uint8Array ? item : (JSON.stringify(item) ?? '')
  current.see({ in: 'stored', of }, text)
  current.see({ in: 'stored', of: 'its key' }, of)
}

/** A logger whose lines are looked at, where a test does nothing with it or something of its own. */
export function testLogger(then: Parameters<typeof loggerTo>[0] = () => {}): Logger {
  return loggerTo((...line) => {
    logged('the gateway', ...line)
    then(...line)
  })
}
