/**
 * GATEWAY_CONFIG: the zones and buckets that an operator gives to the gateway, as YAML. An entry is a bucket and, with
 * an empty directory, the zone of its name. `buckets:` is the newer spelling of `zones:` and wins where both are given.
 * `writeBack: true` beside them: an older gateway on the same buckets is to know what is registered here.
 */

import * as z from 'zod'
import { defined } from '../defined.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { mustBeZoneName } from '../ids/zone-name-rule.ts'
import { readYaml } from '../model/yaml-text.ts'
import type { ZoneConfig } from '../model/zone.ts'
import { type BucketRef, parseBucketUri, resolveBucket } from '../stores/bucket-uri.ts'

/** YAML's null is what a key without a value has. */
const text = z.string({ error: ({ input }) => (input == null ? 'is missing' : 'must be text') })

const Credentials = z.object(
  {
    accessKeyId: text.min(1, 'is empty'),
    secretAccessKey: text.min(1, 'is empty'),
    endpoint: text.optional()
  },
  'it must have accessKeyId and secretAccessKey'
)

const Name = text.transform((name, context) => {
  const parsed = ZoneName.safeParse(name)
  if (parsed.success) return parsed.data
  context.addIssue({ code: 'custom', message: mustBeZoneName })
  return z.NEVER
})

const Top = z.object({
  buckets: z.unknown().optional(),
  zones: z.unknown().optional(),
  writeBack: z.unknown().optional()
})
const WriteBack = z.boolean().default(false)

/** Its values are read one by one, so that a mistake in one of them hides none in another. */
const Entry = z.record(z.string(), z.unknown())
type Entry = z.infer<typeof Entry>

const keys = ['name', 'bucketUri', 'bucketCredentials', 'fallbackBucketUri', 'fallbackBucketCredentials', 'files']

type Tell = (problem: string) => void

export type ParsedGatewayConfig =
  | { ok: true; zones: ReadonlyMap<string, ZoneConfig>; writeBack: boolean }
  /**
   * Every problem there is, one sentence each, no secrets in them. `zones` are those that have none; `mayDefine` says
   * whether another one may be meant to be there.
   */
  | {
      ok: false
      problems: string[]
      zones: ReadonlyMap<string, ZoneConfig>
      writeBack: boolean
      mayDefine(name: string): boolean
    }

export function parseGatewayConfig(yamlText: string): ParsedGatewayConfig {
  const yaml = readYaml(yamlText)
  let writeBack = false
  const refuse = (problems: string[], zones: ReadonlyMap<string, ZoneConfig> = new Map()): ParsedGatewayConfig => ({
    ok: false,
    problems,
    zones,
    writeBack,
    mayDefine: name => !zones.has(name) && mentions(yamlText, name)
  })
  if (!yaml.ok) return refuse(yaml.mistakes.map(({ line, reason }) => `line ${line}: ${reason}`))
  const top = Top.safeParse(yaml.value)
  const entries = top.success ? (top.data.buckets ?? top.data.zones) : undefined
  if (!Array.isArray(entries)) return refuse(['it needs a list "buckets:" (or, in the older spelling, "zones:")'])

  const problems: string[] = []
  const asked = WriteBack.safeParse(top.data?.writeBack)
  if (asked.success) writeBack = asked.data
  else problems.push('writeBack must be true or false')
  const zones = new Map<string, ZoneConfig>()
  const names = new Set<string>()
  for (const [index, raw] of entries.entries()) {
    const name = nameOf(raw)
    const place = name === undefined ? `entry ${index + 1}` : JSON.stringify(name)
    const before = problems.length
    const tell: Tell = problem => problems.push(`${place}: ${problem}`)
    const entry = Entry.safeParse(raw)
    if (!entry.success) {
      tell('it must have name, bucketUri and bucketCredentials')
      continue
    }
    if (name !== undefined && names.has(name)) {
      tell('the name is given twice')
      zones.delete(name)
    }
    if (name !== undefined) names.add(name)
    const zone = toZone(entry.data, tell)
    if (zone !== undefined && problems.length === before) zones.set(zone.name, zone)
  }
  return problems.length > 0 ? refuse(problems, zones) : { ok: true, zones, writeBack }
}

function toZone(entry: Entry, tell: Tell): ZoneConfig | undefined {
  for (const key of Object.keys(entry)) {
    if (/^(bucket|fallback|file)/i.test(key) && !keys.includes(key)) {
      tell(`${shown(key)} is no key; the keys are ${keys.join(', ')}`)
    }
  }
  const name = valueIn(entry, 'name', Name, tell)
  const files = valueIn(entry, 'files', z.literal('registered', 'must be registered').optional(), tell)
  const bucket = toBucket(entry, 'bucket', tell)
  const hasFallback = 'fallbackBucketUri' in entry || 'fallbackBucketCredentials' in entry
  const fallback = hasFallback ? toBucket(entry, 'fallbackBucket', tell) : undefined
  if (name === undefined || bucket === undefined) return undefined
  return { name, directory: '', bucket, ...defined({ fallback }), ...(files && { files: { since: 0 } }) }
}

function toBucket(entry: Entry, field: 'bucket' | 'fallbackBucket', tell: Tell): BucketRef | undefined {
  const uri = valueIn(entry, `${field}Uri`, text, tell)
  const place = uri === undefined ? undefined : parseBucketUri(uri)
  if (place?.ok === false) tell(`${field}Uri: ${place.reason}`)
  const credentials = toCredentials(entry, `${field}Credentials`, tell)
  if (uri === undefined || place?.ok !== true || credentials === undefined) return undefined
  const bucket = { uri, credentials }
  const resolved = resolveBucket(bucket)
  if (resolved.ok) return bucket
  tell(`${field}Credentials: ${resolved.reason}`)
  return undefined
}

function toCredentials(entry: Entry, key: string, tell: Tell): BucketRef['credentials'] | undefined {
  const jsonText = valueIn(entry, key, text, problem => tell(`${problem}; it is JSON in a string`))
  if (jsonText === undefined) return undefined
  let json: unknown
  try {
    json = JSON.parse(jsonText)
  } catch {
    tell(`${key} is not JSON text: {"accessKeyId": …, "secretAccessKey": …}`)
    return undefined
  }
  const parsed = Credentials.safeParse(json)
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) tell(`${key}: ${[...path, message].join(' ')}`)
    return undefined
  }
  const { accessKeyId, secretAccessKey, endpoint } = parsed.data
  return defined({ accessKeyId, secretAccessKey, endpoint })
}

function valueIn<T>(entry: Entry, key: string, schema: z.ZodType<T>, tell: Tell): T | undefined {
  const parsed = schema.safeParse(entry[key])
  if (!parsed.success) tell(`${key} ${parsed.error.issues[0]?.message}`)
  return parsed.data
}

/** Of a key only what reads as one: what follows may be a value, and a secret, that lost its space. */
function shown(key: string): string {
  const [word = ''] = /^[\w-]{1,30}/.exec(key) ?? []
  return word === key ? key : `${word}…`
}

function nameOf(raw: unknown): string | undefined {
  const named = z.object({ name: z.string().max(100) }).safeParse(raw)
  return named.success ? named.data.name : undefined
}

/** The name as a word of its own: who cannot read the text better takes too much for a zone than too little. */
function mentions(text: string, name: string): boolean {
  const word = name.replace(/[.]/g, '\\.')
  return new RegExp(`(?<![\\w.-])${word}(?![\\w.-])`).test(text)
}
