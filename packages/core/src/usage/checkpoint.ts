/**
 * How far a zone's usage is counted: a small object beside usage.json that names the rest of what is known, objects that
 * are written once under names of their own and never changed. So one write, of the checkpoint, takes the count from one
 * whole state to the next, wherever a run is cut off; what no checkpoint names is swept.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { Zone } from '../model/zone.ts'
import { jsonPieces } from '../stores/json-pieces.ts'
import { type Path, Unreadable, type Wish } from '../stores/json-splitter.ts'
import { zoneKey } from '../zones/keys.ts'
import { TopClients, UsageSum } from './usage-summary.ts'

export const sources = ['fallback-logs', 'logs'] as const
export type Source = (typeof sources)[number]

const Part = z.object({ key: z.string(), size: z.number() })
export type Part = z.infer<typeof Part>

/** `sum`: of all clients; absent in what was counted before days had one. */
const DayPart = Part.extend({ sum: UsageSum.exactOptional() })
export type DayPart = z.infer<typeof DayPart>

const Counted = z.object({
  /** The last key that was counted, '' for none. */
  through: z.string(),
  /** Those counted of the days before it: an older gateway may still write one between them. */
  recent: z.array(z.string()),
  /** Nothing up to this key is looked for any more, where it was counted with more than are remembered. */
  from: z.string().exactOptional()
})
export type Counted = z.infer<typeof Counted>

const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/)

const CheckpointContent = z.object({
  version: z.literal(1),
  /** New each time. */
  token: z.string(),
  items: z.number(),
  logs: Counted,
  'fallback-logs': Counted,
  /** What uploads' ages are measured by (upload-keys.ts), ms since the epoch. */
  time: z.number(),
  state: Part.exactOptional(),
  days: z.record(Day, DayPart),
  /** The clients that moved most in all time, and how many others did something; absent like a day's sum. */
  top: TopClients.exactOptional(),
  /** The etag of the usage.json that was made of it. */
  published: z.string().exactOptional()
})
export type CheckpointContent = z.infer<typeof CheckpointContent>

export const usageKeys = {
  usage: 'usage/usage.json',
  /** Of the usage as it is. */
  checkpoint: 'usage/checkpoint.json',
  /** Of a recount under way. */
  recount: 'usage/recount.json',
  days: 'usage/days/',
  states: 'usage/states/'
} as const

const nothingCounted = (): CheckpointContent => ({
  version: 1,
  token: '',
  items: 0,
  logs: { through: '', recent: [] },
  'fallback-logs': { through: '', recent: [] },
  time: 0,
  days: {}
})

/** Bytes. */
const largest = 16_000_000

export class Checkpoint {
  readonly #deps: Pick<GatewayDeps, 'randomHex'>
  readonly #zone: Zone
  readonly #key: string
  #etag: string | undefined
  content: CheckpointContent

  private constructor(
    deps: Pick<GatewayDeps, 'randomHex'>,
    zone: Zone,
    key: string,
    etag: string | undefined,
    content: CheckpointContent
  ) {
    this.#deps = deps
    this.#zone = zone
    this.#key = key
    this.#etag = etag
    this.content = content
  }

  /** Where there is none, nothing is counted. Throws `usage.checkpoint_unreadable`. */
  static async load(
    deps: Pick<GatewayDeps, 'randomHex'>,
    zone: Zone,
    name: 'checkpoint' | 'recount'
  ): Promise<Checkpoint> {
    const key = zoneKey(zone, usageKeys[name])
    const there = await zone.bucket.get(key, largest)
    return new Checkpoint(
      deps,
      zone,
      key,
      there?.etag,
      there === undefined ? nothingCounted() : await read(zone, key, there.bytes)
    )
  }

  get exists(): boolean {
    return this.#etag !== undefined
  }

  /** Throws `job.overtaken` where another run has committed since, on stores that tell. */
  async commit(next: Omit<CheckpointContent, 'token'>): Promise<void> {
    const content = { ...next, token: this.#deps.randomHex(16) }
    const condition = this.#etag === undefined ? { ifAbsent: true } : { ifMatch: this.#etag }
    const bytes = Buffer.from(JSON.stringify(content))
    const outcome = await this.#zone.bucket.put(this.#key, bytes, { ...condition, contentType: 'application/json' })
    if (outcome !== 'written') throw errors.jobOvertaken(this.#zone.name)
    const there = await this.#zone.bucket.get(this.#key, largest)
    if (there === undefined || Buffer.compare(there.bytes, bytes) !== 0) throw errors.jobOvertaken(this.#zone.name)
    this.#etag = there.etag
    this.content = content
  }

  async remove(): Promise<void> {
    await this.#zone.bucket.remove(this.#key)
    this.#etag = undefined
    this.content = nothingCounted()
  }

  /** A key for an object that the next checkpoint will name. */
  newKey(folder: 'days' | 'states', name = ''): string {
    return zoneKey(this.#zone, `${usageKeys[folder]}${name}${this.#deps.randomHex(16)}.json`)
  }
}

/** Days, clients and counted archives are many: they are read one by one. */
const wish = ([field, list, at]: Path): Wish => {
  const isMany = field === 'days' || field === 'top' || isSource(field ?? '')
  if (field === undefined || (list === undefined && isMany)) return 'enter'
  return (list === 'recent' || (field === 'top' && list === 'clients')) && at === undefined ? 'enter' : 'take'
}

async function read(zone: Zone, key: string, bytes: Uint8Array): Promise<CheckpointContent> {
  const fields: Record<string, unknown> = {}
  const days: CheckpointContent['days'] = {}
  const top: { clients: unknown[]; more?: unknown } = { clients: [] }
  const counted = { logs: { recent: [] as string[] }, 'fallback-logs': { recent: [] as string[] } }
  try {
    for await (const { path, value } of jsonPieces([bytes], wish)) {
      const [field = '', name, at] = path
      if (field === 'days') days[Day.parse(name)] = DayPart.parse(value)
      else if (field === 'top') takeTop(top, name, value)
      else if (!isSource(field)) fields[field] = value
      else if (name === 'recent' && typeof at === 'number') counted[field].recent.push(z.string().parse(value))
      else if (typeof name === 'string') Object.assign(counted[field], { [name]: value })
    }
    const known = top.more === undefined ? {} : { top }
    return { ...CheckpointContent.parse({ ...fields, ...counted, ...known, days: {} }), days }
  } catch (error) {
    if (error instanceof Unreadable || error instanceof z.ZodError) throw errors.usageUnreadable(zone.name, key)
    throw error
  }
}

function takeTop(top: { clients: unknown[]; more?: unknown }, name: string | number | undefined, value: unknown): void {
  if (name === 'clients') top.clients.push(value)
  else if (name === 'more') top.more = value
}

const isSource = (field: string | number): field is Source => field === 'logs' || field === 'fallback-logs'

/** Every object that a checkpoint's content names. */
export const partsOf = ({ state, days }: CheckpointContent): string[] => [
  ...(state === undefined ? [] : [state.key]),
  ...Object.values(days).map(({ key }) => key)
]
