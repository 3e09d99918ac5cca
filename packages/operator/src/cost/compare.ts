/** The model beside what was measured, line by line. */
import type { Measured, Runs } from './measure.ts'
import type { Amounts, CostModel, ModelledFunction } from './model.ts'

export interface Line {
  what: string
  /** undefined: the model says nothing of it. */
  expected: number | undefined
  /** undefined: nobody measured it. */
  measured: number | undefined
}

const mebibyte = 1024 * 1024
const gigabyte = 1_000_000_000

export function compare(model: CostModel, measured: Measured, days: number): Line[] {
  const { requests, registry, ephemeral, queueRequests, logBytes } = measured
  const { aRequest } = model
  const each = (amount: number) => (requests === 0 ? undefined : amount / requests)
  const tables: Line[] = [
    { what: 'registry: reads a request', expected: aRequest.registry.read, measured: each(registry.read) },
    { what: 'registry: writes a request', expected: aRequest.registry.write, measured: each(registry.write) }
  ]
  // A database takes its place.
  if (ephemeral.read + ephemeral.write > 0)
    tables.push(
      { what: 'ephemeral table: reads a request', expected: aRequest.ephemeral.read, measured: each(ephemeral.read) },
      { what: 'ephemeral table: writes a request', expected: aRequest.ephemeral.write, measured: each(ephemeral.write) }
    )
  return [
    { what: 'requests of the API', expected: undefined, measured: requests },
    ...Object.entries(model.functions).flatMap(([name, expected]) => linesOf(name, expected, measured.functions[name])),
    ...tables,
    { what: 'log: bytes a request', expected: aRequest.logBytes, measured: each(logBytes) },
    { what: 'queues: requests a day', expected: model.queueRequestsADay, measured: queueRequests / days },
    {
      what: 'US$ of all these',
      expected: model.priceOf(expectedAmounts(model, measured, days)),
      measured: model.priceOf(measuredAmounts(model, measured))
    }
  ]
}

function linesOf(name: string, { duration, peak, memory }: ModelledFunction, runs: Runs | undefined): Line[] {
  if (runs === undefined || runs.count === 0) return []
  return [
    { what: `${name}: runs`, expected: undefined, measured: runs.count },
    { what: `${name}: ms a run`, expected: duration, measured: runs.duration / runs.count },
    {
      what: `${name}: MB at most, of ${memory}`,
      expected: peak === undefined ? undefined : peak / mebibyte,
      measured: runs.peak === undefined ? undefined : runs.peak / mebibyte
    }
  ]
}

function measuredAmounts({ functions }: CostModel, measured: Measured): Amounts {
  const runs = Object.entries(measured.functions)
  return {
    lambdaRequest: runs.reduce((sum, [, { count }]) => sum + count, 0),
    lambdaGbSecond: runs.reduce((sum, [name, { duration }]) => sum + gbSeconds(functions[name], duration), 0),
    apiRequest: measured.requests,
    tableRead: measured.registry.read + measured.ephemeral.read,
    tableWrite: measured.registry.write + measured.ephemeral.write,
    queueRequest: measured.queueRequests,
    logGb: measured.logBytes / gigabyte
  }
}

/** What the model makes of so many runs and requests. */
function expectedAmounts(
  { functions, aRequest, queueRequestsADay }: CostModel,
  measured: Measured,
  days: number
): Amounts {
  const { requests, ephemeral } = measured
  const table = ephemeral.read + ephemeral.write > 0 ? aRequest.ephemeral : { read: 0, write: 0 }
  const runs = Object.entries(measured.functions)
  return {
    lambdaRequest: runs.reduce((sum, [, { count }]) => sum + count, 0),
    lambdaGbSecond: runs.reduce((sum, [name, { count, duration }]) => {
      const each = functions[name]?.duration
      return sum + gbSeconds(functions[name], each === undefined ? duration : each * count)
    }, 0),
    apiRequest: requests,
    tableRead: requests * (aRequest.registry.read + table.read),
    tableWrite: requests * (aRequest.registry.write + table.write),
    queueRequest: queueRequestsADay * days,
    logGb: (requests * aRequest.logBytes) / gigabyte
  }
}

const gbSeconds = (of: ModelledFunction | undefined, ms: number) => (((of?.memory ?? 0) / 1024) * ms) / 1000
