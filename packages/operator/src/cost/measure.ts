/** What a stage used, as CloudWatch counted it. */
import type { Metrics } from '../aws/metrics.ts'
import type { ReportLines } from '../aws/report-lines.ts'
import type { StackResource, Stacks } from '../aws/stacks.ts'
import { type Stage, stackName } from '../stage.ts'
import { outputOf, type StageStacks } from '../stage-stacks.ts'
import type { TableUnits } from './model.ts'

export interface Runs {
  count: number
  /** ms of all together */
  duration: number
  /** Bytes that one held at most; undefined: there are no report lines. */
  peak: number | undefined
}

export interface Measured {
  functions: Readonly<Record<string, Runs>>
  /** Through the API. */
  requests: number
  registry: TableUnits
  ephemeral: TableUnits
  queueRequests: number
  logBytes: number
}

export interface Sources {
  stacks: Stacks
  metrics: Metrics
  reportLines: ReportLines
}

/** ms since the epoch */
export interface Period {
  from: number
  until: number
}

/** CDK puts eight digits behind the names of the code. */
const idOf = (resource: StackResource) => resource.logicalId.replace(/[0-9A-F]{8}$/, '')
const queueCalls = [
  'NumberOfMessagesSent',
  'NumberOfMessagesReceived',
  'NumberOfMessagesDeleted',
  'NumberOfEmptyReceives'
]

/** `names`: of the functions that are looked at. Throws OperatorError. */
export async function measure(
  { stacks, metrics, reportLines }: Sources,
  at: Stage,
  known: StageStacks,
  names: readonly string[],
  { from, until }: Period
): Promise<Measured> {
  const found = await Promise.all(
    ['api', 'workers', 'jobs', 'queues'].map(id => stacks.resources(stackName(at.stage, id)))
  )
  const resources = found.flat()
  const idsOf = (type: string) => resources.filter(each => each.type === type).map(each => each.physicalId)
  const functionOf = (name: string) =>
    resources.find(each => each.type === 'AWS::Lambda::Function' && idOf(each) === name)?.physicalId ?? ''

  /** Of each of `ids`, each of `wanted`, all added up. */
  const sum = async (namespace: string, dimension: string, wanted: readonly string[], ids: readonly string[]) => {
    const all = ids.flatMap(id => wanted.map(name => ({ namespace, name, dimensions: { [dimension]: id } })))
    const sums = all.length === 0 ? [] : await metrics.sums(all, from, until)
    return sums.reduce<number>((total, each) => total + (each ?? 0), 0)
  }
  const runsOf = async (name: string): Promise<Runs> => {
    const ofFunction = (metric: string) => sum('AWS/Lambda', 'FunctionName', [metric], [functionOf(name)])
    const [count, duration] = await Promise.all([ofFunction('Invocations'), ofFunction('Duration')])
    const log = resources.find(each => each.type === 'AWS::Logs::LogGroup' && idOf(each).startsWith(name))?.physicalId
    const peak = count === 0 || log === undefined ? undefined : await reportLines.peakOf(log, from)
    return { count, duration, peak }
  }
  const unitsOf = async (output: string): Promise<TableUnits> => {
    const units = (metric: string) =>
      sum('AWS/DynamoDB', 'TableName', [metric], [outputOf(known, 'storage', output, at)])
    const [read, write] = await Promise.all([units('ConsumedReadCapacityUnits'), units('ConsumedWriteCapacityUnits')])
    return { read, write }
  }
  const queues = idsOf('AWS::SQS::Queue').map(url => url.split('/').at(-1) ?? '')
  const [functions, requests, registry, ephemeral, queueRequests, logBytes] = await Promise.all([
    Promise.all(names.map(async name => [name, await runsOf(name)] as const)),
    sum('AWS/ApiGateway', 'ApiId', ['Count'], idsOf('AWS::ApiGatewayV2::Api')),
    unitsOf('registryTable'),
    unitsOf('ephemeralTable'),
    sum('AWS/SQS', 'QueueName', queueCalls, queues),
    sum('AWS/Logs', 'LogGroupName', ['IncomingBytes'], idsOf('AWS::Logs::LogGroup'))
  ])
  return { functions: Object.fromEntries(functions), requests, registry, ephemeral, queueRequests, logBytes }
}
