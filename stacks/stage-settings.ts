import { type About, checkAbout } from '@kachery-gateway/functions/about.ts'
import { StageName, stageNameExpectation } from '@kachery-gateway/functions/lambda/stage-name.ts'
import { GithubUrl, githubUrlExpectation } from '@kachery-gateway/functions/sign-in/github-addresses.ts'

/** What an operator decides for a stage, in the table of sst.config.ts. Secrets are not among it. */
export interface StageSettings {
  /** The table and the buckets outlive `sst remove`, and nobody deletes the table by accident. */
  keepsData: boolean
  /** Names of what a removed deployment left, to go on with it; absent: new ones are made. */
  adopts?: KeptData
  /** GitHub logins of those who administer the gateway. */
  administrators: readonly string[]
  /** Where the GitHub is with which people sign in, for a GitHub Enterprise Server; absent: github.com. */
  githubUrl?: string
  /** `own-app`: /api/gateway takes GitHub tokens of the gateway's own OAuth app alone; absent: of any app, figurl's too. */
  githubTokens?: 'any' | 'own-app'
  /** Web origins whose pages may call the gateway; absent: those of kachery's own sites. */
  allowedOrigins?: readonly string[]
  /** Absent: the name that CloudFront gives. */
  domain?: Domain
  /** Whether RECAPTCHA_SITE_KEY and RECAPTCHA_SECRET_KEY are set: then pages may load reCAPTCHA from Google. */
  recaptcha?: boolean
  /** What the site says of the gateway: its name, a picture, whom to ask, where to read. */
  about?: About
  /** Alarms, the budget's too, are told to this address; absent: they show in the console only. */
  alarmEmail?: string
  /** US$ a month that the whole account may cost before somebody is told; 0: nobody is told. */
  monthlyBudget: number
  /** What API Gateway lets through; beyond it callers are answered 429. */
  throttle: Throttle
  /** Days that logs are kept. */
  logRetention: 7 | 30 | 90 | 365
  /** X-Ray traces of the functions, 5 US$ a million, and a line of Lambda's for each run; absent: none. */
  tracing?: true
  /** Bytes; larger uploads are verified by a worker after finalize was answered. */
  verifyInRequestBytes?: number
  /** Days after which deleted files leave the trash; absent: never. */
  trashDays?: number
  /** Days that the files bucket keeps what was overwritten or removed in it; absent: it keeps no versions. */
  fileVersions?: number
  /** ARN of a web ACL of CloudFront's, in us-east-1; absent: deployments take away the one that somebody added. */
  firewall?: string
  /**
   * Most executions of the function gateway at once; absent: what the account has. They are taken from the account's limit,
   * of which at least 100 must be left for all other functions.
   */
  reservedConcurrency?: number
  /** A MongoDB-compatible server of its own, in a private network; absent: the server of MONGO_URI, or the stage's table. */
  documentDb?: DocumentDbSettings
}

/** As the outputs of the stack `storage` named it. */
export interface KeptData {
  registryTable: string
  /** Absent: a new one is made. */
  ephemeralTable?: string
  filesBucket: string
  settingsBucket: string
}

export interface Domain {
  name: string
  /** In ACM, region us-east-1, as CloudFront wants it. */
  certificateArn: string
  /** In Route 53; absent: the operator points the name at CloudFront elsewhere. */
  hostedZone?: { id: string; name: string }
}

export interface Throttle {
  /** Requests a second. */
  rate: number
  /** Requests at once beyond that. */
  burst: number
}

export interface DocumentDbSettings {
  instanceClass: 't4g.medium' | 'r6g.large'
  /** Two or more: one fails, another takes over. */
  instances: number
  /**
   * Most functions at once that speak to it, each with three connections: at most 83 for t4g.medium, 283 for r6g.large.
   * They are taken from the account's limit of functions at once, of which at least 100 must be left; a new account has
   * to have its limit of 10 raised first.
   */
  atOnce: number
  /** The stage leaves it: nothing is written there any more, and what waits there is archived. */
  leaving?: true
}

const defaults: StageSettings = {
  keepsData: false,
  administrators: [],
  monthlyBudget: 10,
  throttle: { rate: 100, burst: 200 },
  logRetention: 30
}

/** Throws where the stage's name is too long for what is named after it, or where a setting means nothing. */
export function stageSettings(stage: string, given: Partial<StageSettings>): StageSettings {
  if (!StageName.safeParse(stage).success)
    throw new Error(`The stage "${stage}" can't be deployed: ${stageNameExpectation}.`)
  const { githubUrl, ...rest } = given
  const settings = { ...defaults, ...rest, ...(githubUrl === undefined ? {} : { githubUrl: checkedGithub(githubUrl) }) }
  checkAbout(settings.about ?? {})
  const { monthlyBudget, reservedConcurrency, fileVersions, firewall } = settings
  if (!(Number.isFinite(monthlyBudget) && monthlyBudget >= 0))
    throw new Error('monthlyBudget must be a number of US$, such as 25, or 0 for no budget.')
  if (reservedConcurrency !== undefined && !(Number.isInteger(reservedConcurrency) && reservedConcurrency >= 1))
    throw new Error('reservedConcurrency must be a whole number of executions, at least 1.')
  if (fileVersions !== undefined && !(Number.isInteger(fileVersions) && fileVersions >= 1))
    throw new Error('fileVersions must be a whole number of days, at least 1.')
  if (firewall !== undefined && !/^arn:[\w-]+:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/.test(firewall))
    throw new Error('firewall must be the ARN of a web ACL for CloudFront: arn:aws:wafv2:us-east-1:…:global/webacl/….')
  return settings
}

function checkedGithub(url: string): string {
  const checked = GithubUrl.safeParse(url)
  if (!checked.success) throw new Error(`githubUrl ${githubUrlExpectation}.`)
  return checked.data
}
