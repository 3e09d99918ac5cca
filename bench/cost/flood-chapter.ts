/** What docs/cost.md says of requests that are refused, and by whom. */
import { count, table, usd } from './markdown.ts'
import type { Measurements } from './measurements.ts'
import { type Amounts, sum, times, totalOf } from './prices.ts'
import { operationsOf } from './usage.ts'

/** Requests a second, as stacks/stage-settings.ts has it. */
export const usualRate = 100

export function flood(measurements: Measurements): string {
  const each = operationsOf(measurements)
  const million = (amounts: Amounts) => totalOf(times(amounts, 1_000_000), false)
  const { apiRequest, cloudFrontRequest, cloudFrontGb, logGb, ...run } = each['request of the site']
  const door = { cloudFrontRequest: cloudFrontRequest ?? 0, cloudFrontGb: (cloudFrontGb ?? 0) / 2 }
  const log = { logGb: logGb ?? 0 }
  const refused = each['findFile from memory']
  const rows: [string, Amounts][] = [
    ['the function refuses: no or a wrong signature, too old, no permission', refused],
    ['the API refuses: too many at once (429), which AWS does not charge for', sum(door, log)],
    ['the function refuses what did not come through CloudFront', sum(run, log, { apiRequest: apiRequest ?? 0 })],
    ['CloudFront refuses: a method that no page takes', door],
    ['the firewall of a flat-rate plan blocks', {}]
  ]
  const month = (usualRate * 3600 * 730) / 1_000_000
  return `## A flood

What a million refused requests cost, US$, with nothing free:

${table(
  ['', 'together'],
  rows.map(([what, amounts]) => [what, usd(million(amounts))])
)}

The API lets ${usualRate} requests a second through unless the stage says otherwise (\`throttle\`): a flood that keeps that up for a month is ${count(month)}
million requests, US$ ${usd(million(refused) * month)}, and what is above it costs the second line. \`monthlyBudget\` tells you within a day.
With CloudFront's flat-rate plan Free, CloudFront and its firewall bill nothing; what they let through costs the API and the
function as before. [hosting.md](hosting.md#floods) says how to set it up.`
}
