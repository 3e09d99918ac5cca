/** `npm run cost -- --stage NAME`, for the model that it is given. Gives an exit code. */
import { billOnAws } from '../aws/bill.ts'
import { metricsOnAws } from '../aws/metrics.ts'
import { reportLinesOnAws } from '../aws/report-lines.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import type { Variables } from '../command-line.ts'
import { placeOf } from '../place.ts'
import { runCommand, terminal } from '../run-command.ts'
import { costCommandLine, usage } from './command-line.ts'
import type { CostModel } from './model.ts'
import { runCost } from './run.ts'

export function compareStage(model: CostModel, words: string[], variables: Variables): Promise<number> {
  return runCommand(terminal, usage, costCommandLine(words, variables), ({ asked }) => {
    const place = placeOf(asked.at, variables)
    const deps = {
      model,
      stacks: stacksOnAws(place),
      metrics: metricsOnAws(place),
      reportLines: reportLinesOnAws(place),
      bill: billOnAws(place),
      screen: terminal,
      now: Date.now
    }
    return runCost(deps, asked)
  })
}
