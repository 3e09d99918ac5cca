/** The model of docs/cost.md as `npm run cost -- --stage NAME` compares it with a stage: what the example's lab uses. */

import { type FunctionName, functions } from '@kachery-gateway/functions/lambda/functions.ts'
import type { CostModel, ModelledFunction } from '@kachery-gateway/operator/cost/model.ts'
import { durationOf, worksOf } from './lambda.ts'
import { type Measurements, measuredFunctions } from './measurements.ts'
import { totalOf } from './prices.ts'
import { idleAmounts } from './resource-types.ts'
import { lab, labAmounts } from './usage.ts'

const daysOfMonth = 730 / 24

export function costModel(measurements: Measurements): CostModel {
  const works = worksOf(measurements)
  const { gateway, table } = labAmounts(measurements)
  const requests = gateway.apiRequest ?? 1
  const byBucket = 1 - lab.fromMemory - lab.byNewProcess
  /** ms of all that the example asks of the function `gateway`, for each time that it is asked. */
  const mixed =
    (lab.findFile *
      (lab.fromMemory * durationOf(works.findFileFromMemory, measurements) +
        byBucket * durationOf(works.findFileFromBucket, measurements) +
        lab.byNewProcess * durationOf(works.firstFindFile, measurements)) +
      lab.uploads * (durationOf(works.initiate, measurements) + durationOf(works.finalize, measurements))) /
    (lab.findFile + 2 * lab.uploads)
  const durations: Partial<Record<FunctionName, number>> = {
    gateway: mixed,
    site: durationOf(works.health, measurements)
  }
  const names = Object.keys(functions) as FunctionName[]
  return {
    functions: Object.fromEntries(
      names.map((name): [string, ModelledFunction] => {
        const known = measuredFunctions.find(each => each === name)
        const duration = durations[name]
        return [
          name,
          {
            memory: functions[name].memory,
            ...(duration === undefined ? {} : { duration }),
            ...(known === undefined ? {} : { peak: measurements[known].peak })
          }
        ]
      })
    ),
    aRequest: {
      registry: { read: (gateway.tableRead ?? 0) / requests, write: (gateway.tableWrite ?? 0) / requests },
      ephemeral: { read: (table.tableRead ?? 0) / requests, write: (table.tableWrite ?? 0) / requests },
      logBytes: ((gateway.logGb ?? 0) * 1e9) / requests
    },
    queueRequestsADay: (idleAmounts.queueRequest ?? 0) / daysOfMonth,
    priceOf: amounts => totalOf(amounts, false)
  }
}
