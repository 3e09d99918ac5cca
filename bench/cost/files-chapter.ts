/** What docs/cost.md says of files that are kept twice. */
import { table } from './markdown.ts'
import { prices } from './prices.ts'

export const filesKeptTwice = () => `## Files kept twice

US$ a month for each GB that is stored in the default bucket, beside the ${prices.bucketGb.usd} for itself:

${table(
  ['', 'US$', 'what else'],
  [
    ['the setting `fileVersions`', '0', `what was removed: ${prices.bucketGb.usd} a GB and month, for so many days`],
    [
      'replication to another region',
      String(prices.bucketGb.usd),
      `${prices.betweenRegionsGb.usd} a GB once; a request for each file`
    ],
    ['AWS Backup', String(prices.bucketBackupGb.usd), 'each file counts as 128 kB at least; requests to list them']
  ],
  [0, 2]
)}

The last two need \`fileVersions\`. The registry's recovery to any second is in the tables above.`
