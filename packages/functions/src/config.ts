/**
 * Configuration from the environment, the one place that knows its names. Every problem is found at once, so that an
 * operator corrects them in one go. The table in docs/configuration.md is held to it by a test.
 */

import { defined } from '@kachery-gateway/core/defined.ts'
import { GitHubLogin, type UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import { parseGatewayConfig } from '@kachery-gateway/core/zones/gateway-config.ts'
import * as z from 'zod'
import { type About, aboutParts } from './about.ts'
import { defaultAllowedOrigins } from './http/cors.ts'
import { olderNames } from './older-names.ts'
import { GithubUrl, githubDotCom, githubUrlExpectation } from './sign-in/github-addresses.ts'

/** Largest file, bytes: what one PUT takes on every store. */
export const maxFileBytes = 5_000_000_000

/** In parts, bytes: what 10,000 parts take on every store. */
export const maxPartedFileBytes = 5_000_000_000_000

export interface Config {
  /** Absent where GATEWAY_CONFIG is; where it has mistakes, those that have none. */
  zones?: ReadonlyMap<string, ZoneConfig>
  /** Where GATEWAY_CONFIG has mistakes: whether it may be meant to define a zone that is not among those. */
  mayBeConfigured?(zone: string): boolean
  /** Of GATEWAY_CONFIG: see its file. */
  writeBack?: boolean
  mongo?: { uri: string; database: string }
  /** Log items may still wait there. */
  formerMongo?: { uri: string; database: string }
  dynamodb?: { table: string; region: string; endpoint?: string }
  publicUrl?: string
  allowedOrigins: readonly string[]
  verifyInRequestBytes: number
  downloadUrlSeconds: number
  /** Gateway administrators. */
  administrators: readonly UserLabel[]
  /** Where GitHub is, an origin. Absent where GITHUB_URL has a mistake: then GitHub knows nobody. */
  githubUrl?: string
  github?: { clientId: string; clientSecret: string }
  /** Whose GitHub tokens say who is calling /api/gateway: of any app where absent, nobody's where GITHUB_TOKENS has a mistake. */
  githubTokens?: 'own-app' | 'none'
  recaptcha?: { siteKey: string; secretKey: string }
  /** Absent: the trash is kept. */
  trashDays?: number
  about: About
}

/** What each variable means, for docs/configuration.md. A secret stands in no log, answer or error. */
export const variables: Record<string, { meaning: string; secret?: true }> = {
  GATEWAY_CONFIG: { meaning: 'zones and their buckets, YAML', secret: true },
  MONGO_URI: { meaning: 'MongoDB-compatible server for ephemeral data', secret: true },
  MONGO_DATABASE: { meaning: 'its database; default `kachery-gateway`' },
  FORMER_MONGO_URI: { meaning: 'the server before it, where log items may still wait to be archived', secret: true },
  REGISTRY_TABLE: {
    meaning: 'DynamoDB table of the registry; default `kachery-gateway` where DYNAMODB_ENDPOINT is given'
  },
  DYNAMODB_ENDPOINT: { meaning: 'URL of a DynamoDB-compatible server; default: AWS in AWS_REGION' },
  AWS_REGION: {
    meaning: 'region of the table; default `us-east-1`; credentials as for every AWS SDK (AWS_ACCESS_KEY_ID, …)'
  },
  PUBLIC_URL: {
    meaning:
      'where clients and people reach this gateway, files included, when a tunnel or a proxy leads to it; it may have a path, which the proxy takes off; default: the address it listens on'
  },
  ALLOWED_ORIGINS: { meaning: 'JSON list of web origins whose pages may call /api/gateway' },
  VERIFY_IN_REQUEST_BYTES: { meaning: 'larger uploads are verified in the background; default 1000000000' },
  DOWNLOAD_URL_SECONDS: {
    meaning:
      'how long a download URL lives, from 5 to 3600; default 3600. A shorter life ends sooner what was narrowed or deleted; programs that stream then use links'
  },
  ADMINISTRATORS: {
    meaning: 'list of the GitHub logins of gateway administrators, `["ada", "grace"]` or `ada, grace`; default none'
  },
  GITHUB_URL: { meaning: 'where GitHub is, for a GitHub Enterprise Server; default `https://github.com`' },
  GITHUB_CLIENT_ID: { meaning: 'of the GitHub OAuth app with which people sign in', secret: true },
  GITHUB_CLIENT_SECRET: { meaning: 'of the same app', secret: true },
  GITHUB_TOKENS: {
    meaning:
      '`own-app`: /api/gateway takes GitHub tokens of that app alone; default `any`: those of figurl and others too'
  },
  RECAPTCHA_SITE_KEY: { meaning: 'of reCAPTCHA, which keeps robots from registering clients; optional', secret: true },
  RECAPTCHA_SECRET_KEY: { meaning: 'of the same', secret: true },
  TRASH_DAYS: { meaning: 'days after which deleted files are removed from the trash for good; default: never' },
  GATEWAY_NAME: { meaning: 'what the site calls the gateway, such as the lab’s name; default `Kachery gateway`' },
  GATEWAY_LOGO: { meaning: 'https address of a picture, which the site shows beside the name' },
  OPERATOR_CONTACT: { meaning: 'e-mail or https address of whoever runs the gateway, for the foot of each page' },
  DOCS_URL: { meaning: 'https address of a lab’s own documentation; default: that of `kachery-cloud`' }
}

export interface Problem {
  /** Of the variable. */
  name: string
  /** What it must be, for a sentence that begins with its name. Nothing of its value. */
  problem: string
}

/** Reads the variables above. What has a problem counts as not given, but for the zones that have none. */
export function readConfig(environment: Record<string, string | undefined>): { config: Config; problems: Problem[] } {
  const problems: Problem[] = []
  const given = (name: string) => {
    if (!(name in variables)) throw new Error(`${name} is not in the table of variables`)
    return environment[name]?.trim() || undefined
  }

  // What was meant to be set would be missing without a word.
  for (const [name, older] of Object.entries(olderNames))
    if (environment[older]?.trim() && given(name) === undefined)
      problems.push({ name: older, problem: `is called ${name} here; set that instead` })

  function parsed<T>(name: string, schema: z.ZodType<T>, expectation: string): T | undefined {
    const value = given(name)
    if (value === undefined) return undefined
    const result = schema.safeParse(value)
    if (!result.success) problems.push({ name, problem: expectation })
    return result.data
  }

  const about = (part: keyof About) => {
    const { variable, schema, expectation } = aboutParts[part]
    return parsed<string>(variable, schema, expectation)
  }

  const config: Config = {
    allowedOrigins: parsed(
      'ALLOWED_ORIGINS',
      OriginList,
      'must be a JSON list of origins such as ["https://figurl.org"]'
    ) ?? [...defaultAllowedOrigins],
    verifyInRequestBytes:
      parsed('VERIFY_IN_REQUEST_BYTES', ByteCount, `must be a whole number of bytes, at most ${maxFileBytes}`) ??
      1_000_000_000,
    downloadUrlSeconds:
      parsed('DOWNLOAD_URL_SECONDS', UrlSeconds, 'must be a whole number of seconds, from 5 to 3600') ?? 3_600,
    administrators:
      parsed('ADMINISTRATORS', LoginList, 'must be a list of GitHub logins such as ["ada", "grace"]') ?? [],
    about: defined({ name: about('name'), logo: about('logo'), contact: about('contact'), docs: about('docs') })
  }

  const trashDays = parsed('TRASH_DAYS', DayCount, 'must be a whole number of days, from 1 to 99999')
  if (trashDays !== undefined) config.trashDays = trashDays

  const gatewayConfig = given('GATEWAY_CONFIG')
  if (gatewayConfig !== undefined) {
    const result = parseGatewayConfig(gatewayConfig)
    config.zones = result.zones
    if (result.writeBack) config.writeBack = true
    if (!result.ok) {
      config.mayBeConfigured = result.mayDefine
      problems.push(...result.problems.map(problem => ({ name: 'GATEWAY_CONFIG', problem })))
    }
  }

  const uri = parsed('MONGO_URI', MongoUri, mongoExpectation)
  const formerUri = parsed('FORMER_MONGO_URI', MongoUri, mongoExpectation)
  const database = parsed('MONGO_DATABASE', DatabaseName, 'must have 1 to 60 letters, digits, hyphens and underscores')
  if (uri !== undefined) config.mongo = { uri, database: database ?? 'kachery-gateway' }
  if (formerUri !== undefined) config.formerMongo = { uri: formerUri, database: database ?? 'kachery-gateway' }
  if (database !== undefined && given('MONGO_URI') === undefined && given('FORMER_MONGO_URI') === undefined)
    problems.push({ name: 'MONGO_DATABASE', problem: 'means nothing without MONGO_URI' })

  const table = parsed(
    'REGISTRY_TABLE',
    TableName,
    'must be a DynamoDB table name: 3 to 255 letters, digits, dots, hyphens and underscores'
  )
  const endpoint = parsed('DYNAMODB_ENDPOINT', HttpUrl, 'must be an http or https URL')
  const region = parsed('AWS_REGION', Region, 'must be a region such as eu-west-1') ?? 'us-east-1'
  if (table !== undefined || endpoint !== undefined) {
    config.dynamodb = { table: table ?? 'kachery-gateway', region, ...defined({ endpoint }) }
  }

  const publicUrl = parsed('PUBLIC_URL', HttpUrl, 'must be an http or https URL')
  if (publicUrl !== undefined) config.publicUrl = publicUrl.replace(/\/+$/, '')

  const githubUrl = parsed('GITHUB_URL', GithubUrl, githubUrlExpectation)
  // Whoever has a login on github.com may be somebody else on the one that was meant.
  if (githubUrl !== undefined) config.githubUrl = githubUrl
  else if (given('GITHUB_URL') === undefined) config.githubUrl = githubDotCom

  const pair = (first: string, second: string): [string, string] | undefined => {
    const values = [first, second].map(name => parsed(name, Key, 'must have no spaces, and at most 200 characters'))
    const [a, b] = values
    if (a !== undefined && b !== undefined) return [a, b]
    for (const [name, other] of [
      [first, second],
      [second, first]
    ] as const) {
      if (given(name) !== undefined && given(other) === undefined)
        problems.push({ name: other, problem: `must be given where ${name} is` })
    }
    return undefined
  }
  const github = pair('GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET')
  if (github !== undefined) config.github = { clientId: github[0], clientSecret: github[1] }
  const tokens = parsed('GITHUB_TOKENS', z.enum(['any', 'own-app']), 'must be any or own-app')
  if (tokens === 'own-app') config.githubTokens = tokens
  else if (tokens === undefined && given('GITHUB_TOKENS') !== undefined) config.githubTokens = 'none'
  if (tokens === 'own-app' && given('GITHUB_CLIENT_ID') === undefined && given('GITHUB_CLIENT_SECRET') === undefined)
    problems.push({
      name: 'GITHUB_TOKENS',
      problem: 'is own-app, which needs GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET'
    })
  const recaptcha = pair('RECAPTCHA_SITE_KEY', 'RECAPTCHA_SECRET_KEY')
  if (recaptcha !== undefined) config.recaptcha = { siteKey: recaptcha[0], secretKey: recaptcha[1] }
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
const UrlSeconds = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .refine(seconds => seconds >= 5 && seconds <= 3_600)
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
const Key = z.string().regex(/^[!-~]{1,200}$/)
function jsonList<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  return z.string().transform((text, context) => {
    try {
      const parsed = z.array(element).safeParse(JSON.parse(text))
      if (parsed.success) return parsed.data
    } catch {
      // Said below.
    }
    context.addIssue({ code: 'custom', message: 'not such a list' })
    return z.NEVER
  })
}
const OriginList = jsonList(Origin)
/** As JSON, or as people write a list. */
const LoginList = z.union([
  jsonList(GitHubLogin),
  z
    .string()
    .regex(/^[^[\]{}"]+$/)
    .transform(text => text.split(','))
    .pipe(z.array(GitHubLogin))
])
