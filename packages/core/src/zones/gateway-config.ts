/**
 * GATEWAY_CONFIG: the zones and buckets that an operator gives to the gateway, as YAML. An entry is a bucket and, with
 * an empty directory, the zone of its name. `buckets:` is the newer spelling of `zones:` and wins where both are given.
 */
import * as z from 'zod'
import { parseBucketUri, resolveBucket } from './bucket-uri.ts'
import { readYaml } from './yaml-text.ts'
import type { BucketRef, ZoneConfig } from './zone.ts'
import { ZoneName } from './zone-name.ts'

const Credentials = z.object({
  accessKeyId: z.string('is missing').min(1, 'is empty'),
  secretAccessKey: z.string('is missing').min(1, 'is empty'),
  endpoint: z.string('is no text').optional()
})

const Name = z.string('is missing').transform((name, context) => {
  const parsed = ZoneName.safeParse(name)
  if (parsed.success) return parsed.data
  context.addIssue({ code: 'custom', message: `is no zone name: ${parsed.error.issues[0]?.message}` })
  return z.NEVER
})

const Entry = z.object(
  {
    name: Name,
    bucketUri: z.string('is missing or no text'),
    bucketCredentials: z.string('is missing or no text; it is JSON in a string'),
    fallbackBucketUri: z.string('is no text').optional(),
    fallbackBucketCredentials: z.string('is no text; it is JSON in a string').optional()
  },
  'is no entry: name, bucketUri, bucketCredentials'
)
type Entry = z.infer<typeof Entry>

export type ParsedGatewayConfig =
  | { ok: true; zones: ReadonlyMap<string, ZoneConfig> }
  /** Every problem there is, one sentence each, no secrets in them. */
  | { ok: false; problems: string[] }

export function parseGatewayConfig(yamlText: string): ParsedGatewayConfig {
  const yaml = readYaml(yamlText)
  if (!yaml.ok) return refuse(yaml.mistakes.map(({ line, reason }) => `line ${line}: ${reason}`))
  const top = z.object({ buckets: z.unknown().optional(), zones: z.unknown().optional() }).safeParse(yaml.value)
  const entries = top.success ? (top.data.buckets ?? top.data.zones) : undefined
  if (!Array.isArray(entries)) return refuse(['it needs a list "buckets:" (or, in the older spelling, "zones:")'])

  const problems: string[] = []
  const zones = new Map<string, ZoneConfig>()
  for (const [index, raw] of entries.entries()) {
    const place = nameOf(raw) ?? `entry ${index + 1}`
    const entry = Entry.safeParse(raw)
    if (!entry.success) {
      problems.push(...entry.error.issues.map(issue => `${place}: ${issue.path.join('.') || 'it'} ${issue.message}`))
      continue
    }
    if (zones.has(entry.data.name)) problems.push(`${place}: the name is given twice`)
    const zone = toZone(entry.data, problem => problems.push(`${place}: ${problem}`))
    if (zone !== undefined) zones.set(zone.name, zone)
  }
  return problems.length > 0 ? refuse(problems) : { ok: true, zones }
}

function toZone(entry: Entry, problem: (text: string) => void): ZoneConfig | undefined {
  const bucket = toBucket('bucket', entry.bucketUri, entry.bucketCredentials, problem)
  const fallback =
    entry.fallbackBucketUri === undefined
      ? undefined
      : toBucket('fallbackBucket', entry.fallbackBucketUri, entry.fallbackBucketCredentials, problem)
  if (bucket === undefined) return undefined
  return { name: entry.name, directory: '', bucket, ...(fallback === undefined ? {} : { fallback }) }
}

function toBucket(
  field: string,
  uri: string,
  credentialsText: string | undefined,
  problem: (text: string) => void
): BucketRef | undefined {
  const place = parseBucketUri(uri)
  if (!place.ok) problem(`${field}Uri: ${place.reason}`)
  let json: unknown
  try {
    json = JSON.parse(credentialsText ?? '')
  } catch {
    problem(
      credentialsText === undefined
        ? `${field}Credentials is missing; it is JSON in a string`
        : `${field}Credentials is not JSON text: {"accessKeyId": …, "secretAccessKey": …}`
    )
    return undefined
  }
  const credentials = Credentials.safeParse(json)
  if (!credentials.success) {
    for (const issue of credentials.error.issues)
      problem(`${field}Credentials: ${issue.path.join('.') || 'it'} ${issue.message}`)
    return undefined
  }
  if (!place.ok) return undefined
  const { accessKeyId, secretAccessKey, endpoint } = credentials.data
  const bucket = { uri, credentials: { accessKeyId, secretAccessKey, ...(endpoint === undefined ? {} : { endpoint }) } }
  const resolved = resolveBucket(bucket)
  if (resolved.ok) return bucket
  problem(`${field}Credentials: ${resolved.reason}`)
  return undefined
}

function nameOf(raw: unknown): string | undefined {
  const named = z.object({ name: z.string().max(100) }).safeParse(raw)
  return named.success ? JSON.stringify(named.data.name) : undefined
}

const refuse = (problems: string[]): ParsedGatewayConfig => ({ ok: false, problems })
