/**
 * The one table of prices: US$, before tax. Prices change: look them up where `source` says, correct them here, run
 * `npm run cost`.
 */
export interface Price {
  usd: number
  /** For how many of the unit. */
  per: number
  unit: string
  /** How much of the unit is free each month, for always; new accounts have more. */
  free?: number
  source: string
}

export const pricesOf = { region: 'us-east-1', looked: '2026-11' }

const million = 1_000_000
const aws = (page: string) => `https://aws.amazon.com/${page}/pricing/`

export const prices = {
  lambdaRequest: { usd: 0.2, per: million, unit: 'Lambda requests', free: million, source: aws('lambda') },
  lambdaGbSecond: { usd: 13.3334, per: million, unit: 'Lambda GB-s (arm64)', free: 400_000, source: aws('lambda') },
  apiRequest: { usd: 1, per: million, unit: 'HTTP API requests', source: aws('api-gateway') },
  cloudFrontRequest: {
    usd: 1,
    per: million,
    unit: 'CloudFront requests',
    free: 10 * million,
    source: aws('cloudfront')
  },
  cloudFrontGb: { usd: 0.085, per: 1, unit: 'CloudFront GB out', free: 1000, source: aws('cloudfront') },
  cloudFrontFunction: {
    usd: 0.1,
    per: million,
    unit: 'CloudFront Function runs',
    free: 2 * million,
    source: aws('cloudfront')
  },
  tableRead: { usd: 0.125, per: million, unit: 'DynamoDB read units', source: aws('dynamodb') },
  tableWrite: { usd: 0.625, per: million, unit: 'DynamoDB write units', source: aws('dynamodb') },
  tableGb: { usd: 0.25, per: 1, unit: 'DynamoDB GB stored', free: 25, source: aws('dynamodb') },
  tableRecoveryGb: { usd: 0.2, per: 1, unit: 'DynamoDB GB restorable (PITR)', source: aws('dynamodb') },
  bucketGb: { usd: 0.023, per: 1, unit: 'S3 GB stored', source: aws('s3') },
  bucketBackupGb: { usd: 0.05, per: 1, unit: 'GB of S3 in AWS Backup', source: aws('backup') },
  betweenRegionsGb: { usd: 0.02, per: 1, unit: 'GB copied to another region', source: aws('s3') },
  bucketWrite: { usd: 5, per: million, unit: 'S3 PUT, COPY, LIST', source: aws('s3') },
  bucketRead: { usd: 0.4, per: million, unit: 'S3 GET, HEAD', source: aws('s3') },
  downloadGb: { usd: 0.09, per: 1, unit: 'GB downloaded from S3', free: 100, source: aws('ec2/on-demand') },
  queueRequest: { usd: 0.4, per: million, unit: 'SQS requests', free: million, source: aws('sqs') },
  logGb: { usd: 0.5, per: 1, unit: 'CloudWatch Logs GB', free: 5, source: aws('cloudwatch') },
  alarmMetric: { usd: 0.1, per: 1, unit: 'CloudWatch alarm metrics', free: 10, source: aws('cloudwatch') },
  customMetric: { usd: 0.3, per: 1, unit: 'CloudWatch custom metrics', free: 10, source: aws('cloudwatch') },
  dashboard: { usd: 3, per: 1, unit: 'CloudWatch dashboards', free: 3, source: aws('cloudwatch') },
  trace: { usd: 5, per: million, unit: 'X-Ray traces', free: 100_000, source: aws('xray') },
  keyUse: { usd: 3, per: million, unit: 'KMS decryptions', free: 20_000, source: aws('kms') },
  parameter: { usd: 0, per: 1, unit: 'SSM standard parameters', source: aws('systems-manager') },
  mail: { usd: 20, per: million, unit: 'SNS e-mails', free: 1000, source: aws('sns') }
} as const satisfies Record<string, Price>

export type Priced = keyof typeof prices

export type Amounts = Partial<Record<Priced, number>>

/** US$; `withFree`: what is free each month is taken off first. */
export function costOf(what: Priced, amount: number, withFree: boolean): number {
  const { usd, per, free = 0 }: Price = prices[what]
  return (Math.max(0, amount - (withFree ? free : 0)) * usd) / per
}

export const totalOf = (amounts: Amounts, withFree: boolean): number =>
  entriesOf(amounts).reduce((sum, [what, amount]) => sum + costOf(what, amount, withFree), 0)

export const entriesOf = (amounts: Amounts): [Priced, number][] =>
  (Object.keys(prices) as Priced[]).flatMap(what => {
    const amount = amounts[what]
    return amount === undefined ? [] : [[what, amount] satisfies [Priced, number]]
  })

export function sum(...all: readonly Amounts[]): Amounts {
  const total: Amounts = {}
  for (const amounts of all) for (const [what, amount] of entriesOf(amounts)) total[what] = (total[what] ?? 0) + amount
  return total
}

export const times = (amounts: Amounts, factor: number): Amounts =>
  Object.fromEntries(entriesOf(amounts).map(([what, amount]) => [what, amount * factor]))

/** Of others, for the choice of a database or a name. */
export const elsewhere = {
  atlasFree: { usd: 0, what: '512 MB, at most 100 operations a second', source: 'https://www.mongodb.com/pricing' },
  atlasFlex: { usd: 8, what: 'US$ 0.011 an hour, at most US$ 30; 5 GB', source: 'https://www.mongodb.com/pricing' },
  atlasM10: { usd: 57, what: 'US$ 0.08 an hour; 10 GB', source: 'https://www.mongodb.com/pricing' },
  documentDb: { usd: 56, millionRequests: 1.6, what: 'one t4g.medium', source: aws('documentdb') },
  hostedZone: { usd: 0.5, what: 'a month; the certificate is free', source: 'https://aws.amazon.com/route53/pricing/' },
  advancedParameter: { usd: 0.05, what: 'a month each; the gateway makes none', source: aws('systems-manager') },
  alarmTopicKey: { usd: 1, what: 'a month for a KMS key of one’s own; the gateway makes none', source: aws('kms') }
} as const

/** What the older gateway cost a month and up, before storage. */
export const olderGateway = 20
