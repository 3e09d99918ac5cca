/**
 * The one table of Lambda functions: what each may read and write, and how large it is. The stack makes functions and
 * roles of it, a function reads from it which secrets are its own, and tests hold both against it. Plain data: whoever
 * imports it loads nothing else.
 */

/** Kept in the stage's parameters, put there by the operator. */
export const operatorSecrets = [
  'MONGO_URI',
  'FORMER_MONGO_URI',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
  'RECAPTCHA_SITE_KEY',
  'RECAPTCHA_SECRET_KEY'
] as const
export type OperatorSecret = (typeof operatorSecrets)[number]

/** Made by the deployment where they are absent; they outlive it. */
export const keptKeys = ['SESSION_KEY', 'ENCRYPTION_KEY', 'ORIGIN_SECRET', 'DATABASE_PASSWORD'] as const
export type KeptKey = (typeof keptKeys)[number]

/**
 * What a function reads when it starts, and again every few minutes. GATEWAY_CONFIG is an object of the settings bucket,
 * which the function may list as well: S3 says 403, not 404, of an absent object to those who may not.
 */
export type Secret = OperatorSecret | KeptKey | 'PUBLIC_URL' | 'GATEWAY_CONFIG'

export type QueueName = 'verifications' | 'logItems'

export type JobName = 'archive-logs' | 'count-usage' | 'sweep' | 'check-zones'

/** With the ephemeral store's table: one item, or many (written and removed, or read), or a zone's log items. */
export type EphemeralUse = 'get' | 'put' | 'writeMany' | 'getMany' | 'list'

export type RegistryUse = 'get' | 'write' | 'list' | 'erase'

/** Objects; the bucket's CORS rules; which parts uploads have, and their end. */
export type BucketUse = 'files' | 'cors' | 'parts'

export interface FunctionSpec {
  /** A module of this folder that exports `handler`. */
  entry: string
  /** For the AWS console. */
  description: string
  /** MB; measured, see docs/cost.md. */
  memory: number
  /** s */
  timeout: number
  secrets: readonly Secret[]
  /** What it puts where operators put it. */
  writes?: readonly OperatorSecret[]
  /** What it does with the registry: read one record, write one, list many, take one away without a trace. */
  registry: readonly RegistryUse[]
  /** What it does with the ephemeral store's table. Who lists there also reads what waits in former stores. */
  ephemeral: readonly EphemeralUse[]
  /** What a role that it may take does with the default zone's bucket; none: it takes no such role. */
  defaultBucket: readonly BucketUse[]
  sendsTo: readonly QueueName[]
  /** Takes messages, and says when one that is not done comes again (sqs:ChangeMessageVisibility). */
  receivesFrom?: QueueName
  /** Asks GitHub whose a token is: with the app's own credentials where the stage takes no others' tokens. */
  checksTokens?: true
  /** May start the functions that do jobs. */
  startsJobs?: true
  /** The job that it does, and how often. */
  job?: { name: JobName; everyHours: number }
}

/** What the functions of jobs have in common. */
const ofJob = {
  timeout: 900,
  secrets: ['MONGO_URI', 'GATEWAY_CONFIG', 'ENCRYPTION_KEY'],
  registry: ['get', 'write', 'list'],
  ephemeral: [],
  defaultBucket: ['files', 'parts'],
  sendsTo: []
} as const

export const functions = {
  gateway: {
    entry: 'gateway',
    description: 'Answers kachery clients',
    memory: 1024,
    timeout: 30,
    secrets: ['MONGO_URI', 'GATEWAY_CONFIG', 'ENCRYPTION_KEY', 'ORIGIN_SECRET', 'PUBLIC_URL'],
    registry: ['get', 'write', 'list'],
    ephemeral: ['get', 'put', 'writeMany'],
    defaultBucket: ['files', 'parts'],
    sendsTo: ['verifications', 'logItems'],
    checksTokens: true
  },
  site: {
    entry: 'site',
    description: 'Answers the site, and whatever no other function is for',
    memory: 512,
    timeout: 15,
    secrets: [
      'MONGO_URI',
      'FORMER_MONGO_URI',
      'GATEWAY_CONFIG',
      'GITHUB_CLIENT_ID',
      'GITHUB_CLIENT_SECRET',
      'RECAPTCHA_SITE_KEY',
      'RECAPTCHA_SECRET_KEY',
      'SESSION_KEY',
      'ENCRYPTION_KEY',
      'ORIGIN_SECRET',
      'PUBLIC_URL'
    ],
    writes: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
    registry: ['get', 'write', 'list', 'erase'],
    ephemeral: ['get', 'put', 'writeMany', 'getMany', 'list'],
    defaultBucket: ['files', 'cors', 'parts'],
    sendsTo: ['verifications', 'logItems'],
    startsJobs: true,
    checksTokens: true
  },
  verifyUpload: {
    entry: 'verify-upload',
    description: 'Verifies uploads that are too large for a request',
    memory: 512,
    timeout: 900,
    secrets: ['MONGO_URI', 'GATEWAY_CONFIG', 'ENCRYPTION_KEY', 'PUBLIC_URL'],
    registry: ['get', 'write', 'list', 'erase'],
    ephemeral: ['put', 'writeMany'],
    defaultBucket: ['files', 'parts'],
    // What takes longer than it may run goes on in another run.
    sendsTo: ['verifications', 'logItems'],
    receivesFrom: 'verifications'
  },
  replayLogItems: {
    entry: 'replay-log-items',
    description: 'Gives log items to the database that it did not take when they were made',
    memory: 256,
    timeout: 60,
    secrets: ['MONGO_URI'],
    registry: [],
    ephemeral: ['writeMany'],
    defaultBucket: [],
    sendsTo: [],
    receivesFrom: 'logItems'
  },
  archiveLogs: {
    ...ofJob,
    entry: 'archive-logs',
    description: 'Moves log items into the archives of their zones',
    memory: 512,
    secrets: [...ofJob.secrets, 'FORMER_MONGO_URI'],
    ephemeral: ['writeMany', 'getMany', 'list'],
    job: { name: 'archive-logs', everyHours: 1 }
  },
  countUsage: {
    ...ofJob,
    entry: 'count-usage',
    description: 'Counts the usage of zones from archives that are new',
    memory: 1024,
    job: { name: 'count-usage', everyHours: 6 }
  },
  sweep: {
    ...ofJob,
    entry: 'sweep',
    description: 'Removes leftovers: unfinished uploads, expired files',
    memory: 256,
    registry: ['get', 'write', 'list', 'erase'],
    ephemeral: ['put'],
    job: { name: 'sweep', everyHours: 24 }
  },
  checkZones: {
    ...ofJob,
    entry: 'check-zones',
    description: 'Looks whether each zone can be read and written',
    memory: 256,
    // It asks GitHub who the gateway's administrators are, and tells webhooks which gateway it is.
    secrets: [...ofJob.secrets, 'GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET', 'PUBLIC_URL'],
    job: { name: 'check-zones', everyHours: 1 }
  }
} as const satisfies Record<string, FunctionSpec>

export type FunctionName = keyof typeof functions
export type JobFunctionName = 'archiveLogs' | 'countUsage' | 'sweep' | 'checkZones'

export const ofGithubApp = ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'] as const

interface StageFacts {
  EPHEMERAL_FUNCTION?: string | undefined
  GITHUB_TOKENS?: string | undefined
}

/** What a function reads in its stage. Where the database is behind a function of its own, MONGO_URI means nothing. */
export function secretsOfFunction(
  { secrets, checksTokens }: FunctionSpec,
  { EPHEMERAL_FUNCTION, GITHUB_TOKENS }: StageFacts
): readonly Secret[] {
  const ofApp = checksTokens === true && GITHUB_TOKENS === 'own-app'
  const own = [...new Set<Secret>([...secrets, ...(ofApp ? ofGithubApp : [])])]
  return EPHEMERAL_FUNCTION === undefined ? own : own.filter(name => name !== 'MONGO_URI')
}

/** What a function does with the table in its stage: beside a database of the stage's own it archives what waits there. */
export const ephemeralUsesOf = (
  { ephemeral }: FunctionSpec,
  { EPHEMERAL_FUNCTION }: StageFacts
): readonly EphemeralUse[] => (EPHEMERAL_FUNCTION === undefined || ephemeral.includes('list') ? ephemeral : [])

/** Only in a stage with a DocumentDB: inside its network, with no way out, it speaks to it for the functions above. */
export const ephemeralStoreSpec = {
  entry: 'ephemeral-store',
  description: 'Speaks to the database for the other functions',
  /** MB: what the driver and its TLS connections need, with processor enough to connect within a call. */
  memory: 512,
  /** s; a call takes about one, those of jobs half a minute at most. */
  timeout: 40
} as const
