/** What `npm run cost -- --stage NAME` does, and says. */
import type { Bill } from '../aws/bill.ts'
import { OperatorError } from '../operator-error.ts'
import type { Screen } from '../run-command.ts'
import { stageStacks } from '../stage-stacks.ts'
import type { AskedCost } from './command-line.ts'
import { compare, type Line } from './compare.ts'
import { measure, type Sources } from './measure.ts'
import type { CostModel } from './model.ts'

export interface CostDeps extends Sources {
  model: CostModel
  bill: Bill
  screen: Screen
  /** ms since the epoch */
  now(): number
}

const day = 86_400_000

export async function runCost(deps: CostDeps, { at, days, bill }: AskedCost): Promise<number> {
  const { model, screen } = deps
  const until = deps.now()
  const from = until - days * day
  const known = await stageStacks(deps.stacks, at)
  const measured = await measure(deps, at, known, Object.keys(model.functions), { from, until })
  if (measured.requests === 0)
    throw new OperatorError(
      `CloudWatch counted no request of stage ${at.stage} in ${days} days: use the gateway, and ask again a quarter of an hour later.`
    )
  screen.out(`Stage ${at.stage} in ${at.region}, ${days} days:\n`)
  screen.out(row('', 'expected', 'measured', 'ratio'))
  for (const line of compare(model, measured, days)) screen.out(rowOf(line))
  screen.out(
    '\nExpected is the model of docs/cost.md for a gateway that is used as its example is. Where yours is used so, and a ratio is below 0.5 or above 2, the model is wrong: please tell its authors.'
  )
  if (Object.values(measured.functions).every(({ peak }) => peak === undefined))
    screen.out('Memory is in report lines, which functions write where the stage has the setting tracing.')
  if (bill) for (const line of await billed(deps, from, until)) screen.out(line)
  return 0
}

const widths = [40, 12, 12, 8] as const
const row = (...cells: string[]) =>
  cells
    .map((cell, at) => (at === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[at] ?? 0)))
    .join('')
    .trimEnd()

function rowOf({ what, expected, measured }: Line): string {
  const ratio = expected === undefined || measured === undefined || expected === 0 ? undefined : measured / expected
  return row(what, amount(expected), amount(measured), ratio === undefined ? '' : ratio.toFixed(2))
}

const amount = (value: number | undefined) => {
  if (value === undefined) return '-'
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))
}

const date = (time: number) => new Date(time).toISOString().slice(0, 10)

async function billed({ bill }: CostDeps, from: number, until: number): Promise<string[]> {
  const sums = await bill.byService(date(from), date(until))
  const paid = [...sums].filter(([, usd]) => usd >= 0.005).sort((a, b) => b[1] - a[1])
  if (paid.length === 0) return ['\nAWS has billed nothing of these days yet: it takes a day.']
  return ['\nBilled to the whole account, US$:', ...paid.map(([service, usd]) => row(service, '', usd.toFixed(2)))]
}
