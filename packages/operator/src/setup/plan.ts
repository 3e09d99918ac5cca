/** What setup is about to make, and what that costs. */
import { type Answers, none } from './questions.ts'

/** US$; docs/cost.md has how they come about, and a test holds them to it. */
export const costs = {
  quietMonth: '0.43',
  quietMonthWithoutFree: '4.86',
  millionFindFile: '2.58',
  gigabyteMonth: '0.023',
  gigabyteOut: '0.09'
} as const

export function planOf({ stage, region, administrator, email, domain }: Answers): string[] {
  return [
    '',
    `Stage ${stage} in ${region}:`,
    '  a CDN with the site, an API, functions, two tables, three buckets, queues and alarms; docs/architecture.md has all',
    `  address         ${domain === none ? 'CloudFront’s' : `https://${domain}`}`,
    `  administrator   ${administrator} on GitHub`,
    `  alarms go to    ${email === none ? 'nobody' : `${email}, once it is confirmed`}`,
    '',
    'It costs, in US$, as docs/cost.md shows:',
    `  ${costs.quietMonth} a month while nobody uses it, ${costs.quietMonthWithoutFree} where AWS’s free amounts are used up by something else`,
    `  ${costs.millionFindFile} a million requests, ${costs.gigabyteMonth} a GB and month of files, ${costs.gigabyteOut} a GB of downloads beyond 100 GB a month`,
    ''
  ]
}
