/**
 * Configuration from the environment, the one place that knows its names. Every problem is found at once, so that an
 * operator corrects them in one go. The table in README.md is held to it by a test.
 */
import { parseGatewayConfig } from '@kachery-gateway/core/zones/gateway-config.ts'
import type { ZoneConfig } from '@kachery-gateway/core/zones/zone.ts'
import * as z from 'zod'
import { defaultAllowedOrigins } from './http/cors.ts'

/** Largest file, bytes: what one PUT takes on every store. */
export const maxFileBytes = 5_000_000_000

export interface Config {
  /** Absent where GATEWAY_CONFIG is. */
  zones?: ReadonlyMap<string, ZoneConfig>
  mongo?: { uri: string; database: string }
  dynamodb?: { table: string; region: string; endpoint?: string }
  publicUrl?: string
  allowedOrigins: readonly string[]
  verifyInRequestBytes: number
  /** Absent: the trash is kept. */
  trashDays?: number
}

/** What each variable means, for the README. */
export const variables: Record<string, string> = {
  GATEWAY_CONFIG: 'zones and their buckets, YAML; a secret',
  MONGO_URI: 'MongoDB-compatible server for ephemeral data; a secret',
  MONGO_DATABASE: 'its database; default `kachery-gateway`',
  REGISTRY_TABLE: 'DynamoDB table of the registry; default `kachery-gateway` where DYNAMODB_ENDPOINT is given',
  DYNAMODB_ENDPOINT: 'URL of a DynamoDB-compatible server; default: AWS in AWS_REGION',
  AWS_REGION: 'region of the table; default `us-east-1`; credentials as for every AWS SDK (AWS_ACCESS_KEY_ID, …)',
  PUBLIC_URL: 'where clients and people reach this gateway; default: the address it listens on',
  ALLOWED_ORIGINS: 'JSON list of web origins whose pages may call /api/gateway',
  VERIFY_IN_REQUEST_BYTES: 'larger uploads are verified in the background; default 1000000000',
  TRASH_DAYS: 'days after which deleted files are removed from the trash for good; default: never'
}

/** Reads the variables above; `problems` holds one sentence each, with the variable's name and none of its secrets. */
export function readConfig(environment: Record<string, string | undefined>): { config: Config; problems: string[] } {
  const problems: string[] = []
  const given = (name: string) => {
    if (!(name in variables)) throw new Error(`${name} is not in the table of variables`)
    return environment[name]?.trim() || undefined
  }

  function parsed<T>(name: string, schema: z.ZodType<T>, expectation: string): T | undefined {
    const value = given(name)
    if (value === undefined) return undefined
    const result = schema.safeParse(value)
    if (!result.success) problems.push(`${name}: ${expectation}`)
    return result.data
  }

  const config: Config = {
    allowedOrigins: parsed(
      'ALLOWED_ORIGINS',
      OriginList,
      'must be a JSON list of origins such as ["https://figurl.org"]'
    ) ?? [...defaultAllowedOrigins],
    verifyInRequestBytes:
      parsed('VERIFY_IN_REQUEST_BYTES', ByteCount, `must be a whole number of bytes, at most ${maxFileBytes}`) ??
      1_000_000_000
  }

  const trashDays = parsed('TRASH_DAYS', DayCount, 'must be a whole number of days, from 1 to 99999')
  if (trashDays !== undefined) config.trashDays = trashDays

  const gatewayConfig = given('GATEWAY_CONFIG')
  if (gatewayConfig !== undefined) {
    const result = parseGatewayConfig(gatewayConfig)
    if (result.ok) config.zones = result.zones
    else problems.push(...result.problems.map(problem => `GATEWAY_CONFIG: ${problem}`))
  }

  const uri = parsed('MONGO_URI', MongoUri, mongoExpectation)
  const database = parsed('MONGO_DATABASE', DatabaseName, 'must have 1 to 60 letters, digits, hyphens and underscores')
  if (uri !== undefined) config.mongo = { uri, database: database ?? 'kachery-gateway' }
  else if (database !== undefined && given('MONGO_URI') === undefined)
    problems.push('MONGO_DATABASE: means nothing without MONGO_URI')

  const table = parsed(
    'REGISTRY_TABLE',
    TableName,
    'must be a DynamoDB table name: 3 to 255 letters, digits, dots, hyphens and underscores'
  )
  const endpoint = parsed('DYNAMODB_ENDPOINT', HttpUrl, 'must be an http or https URL')
  const region = parsed('AWS_REGION', Region, 'must be a region such as eu-west-1') ?? 'us-east-1'
  if (table !== undefined || endpoint !== undefined) {
    config.dynamodb = { table: table ?? 'kachery-gateway', region, ...(endpoint === undefined ? {} : { endpoint }) }
  }

  const publicUrl = parsed('PUBLIC_URL', HttpUrl, 'must be an http or https URL')
  if (publicUrl !== undefined) config.publicUrl = publicUrl.replace(/\/+$/, '')
  return { config, problems }
}

const HttpUrl = z.url({ protocol: /^https?$/ })

/**
 * mongodb://[user[:password]@]host[:port][,host[:port]…][/database][?options]; with +srv one host, whose records in the
 * DNS give the ports. As the driver has it, a user and a password have the characters below percent-encoded only.
 */
const mongoWord = String.raw`(?:[^\s:/?#[\]@%]|%[0-9A-Fa-f]{2})`
const mongoUser = `(?:${mongoWord}+(?::${mongoWord}*)?@)?`
const mongoHost = String.raw`(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?`
const mongoHosts = String.raw`(?:://${mongoUser}${mongoHost}(?:,${mongoHost})*|\+srv://${mongoUser}[\w.-]+)`
const MongoUri = z.string().regex(new RegExp(String.raw`^mongodb${mongoHosts}(?:/[^\s/?#@]*)?(?:\?\S*)?$`))
const mongoExpectation =
  'must be mongodb://user:password@host:port/database?options or, without a port, mongodb+srv://…; in a user and a password write %40 for @, %2F for /, %3A for : and %25 for %'

const DatabaseName = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/)
const TableName = z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/)
const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/)
const ByteCount = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .refine(bytes => bytes <= maxFileBytes)
const DayCount = z
  .string()
  .regex(/^[1-9]\d{0,4}$/)
  .transform(Number)
const Origin = z.string().refine(text => {
  try {
    return new URL(text).origin === text
  } catch {
    return false
  }
})
const OriginList = z.string().transform((text, context) => {
  try {
    const parsed = z.array(Origin).safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
  } catch {
    // Said below.
  }
  context.addIssue({ code: 'custom', message: 'not a list of origins' })
  return z.NEVER
})
