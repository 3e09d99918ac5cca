import { describe, expect, it } from 'vitest'
import { at, completeStacks, fakeScreen, fakeStacks } from '../../testing/fakes.ts'
import type { Metric } from '../aws/metrics.ts'
import { OperatorError } from '../operator-error.ts'
import { costCommandLine } from './command-line.ts'
import type { CostModel } from './model.ts'
import { runCost } from './run.ts'

const mebibyte = 1024 * 1024
const now = Date.parse('2026-11-24T12:00:00Z')

const model: CostModel = {
  functions: {
    gateway: { duration: 50, peak: 140 * mebibyte, memory: 1024 },
    sweep: { memory: 512 },
    verifyUpload: { peak: 200 * mebibyte, memory: 512 }
  },
  aRequest: { registry: { read: 0.5, write: 0.2 }, ephemeral: { read: 1, write: 3 }, logBytes: 400 },
  queueRequestsADay: 43_200,
  priceOf: ({ lambdaGbSecond, apiRequest }) => lambdaGbSecond + apiRequest / 1000
}

const resource = (logicalId: string, type: string, physicalId: string) => ({ logicalId, type, physicalId })
const resources = {
  'lab-kachery-gateway-api': [
    resource('gateway1A2B3C4D', 'AWS::Lambda::Function', 'fn-gateway'),
    resource('gatewaylog1A2B3C4D', 'AWS::Logs::LogGroup', '/log/gateway'),
    resource('api1A2B3C4D', 'AWS::ApiGatewayV2::Api', 'the-api')
  ],
  'lab-kachery-gateway-workers': [resource('verifyUpload1A2B3C4D', 'AWS::Lambda::Function', 'fn-verify')],
  'lab-kachery-gateway-jobs': [
    resource('sweep1A2B3C4D', 'AWS::Lambda::Function', 'fn-sweep'),
    resource('CustomResourceHandler1A2B3C4D', 'AWS::Lambda::Function', 'fn-of-sst')
  ],
  'lab-kachery-gateway-queues': [resource('logitems1A2B3C4D', 'AWS::SQS::Queue', 'https://sqs/1/items')]
}

/** By metric and what it is of. */
const counted: Record<string, number> = {
  'Count the-api': 1000,
  'Invocations fn-gateway': 1000,
  'Duration fn-gateway': 60_000,
  'Invocations fn-sweep': 7,
  'Duration fn-sweep': 7000,
  'ConsumedReadCapacityUnits lab-registry': 450,
  'ConsumedWriteCapacityUnits lab-registry': 200,
  'NumberOfEmptyReceives items': 302_400,
  'IncomingBytes /log/gateway': 800_000
}

function fixture(more: Record<string, number> = {}, { reports = true } = {}) {
  const screen = fakeScreen()
  const asked: Metric[] = []
  const deps = {
    model,
    screen,
    stacks: fakeStacks(completeStacks(), resources),
    metrics: {
      sums: async (metrics: readonly Metric[], from: number, until: number) => {
        expect(until - from).toBe(7 * 86_400_000)
        asked.push(...metrics)
        return metrics.map(
          ({ name, dimensions }) => ({ ...counted, ...more })[`${name} ${Object.values(dimensions)[0]}`]
        )
      }
    },
    reportLines: { peakOf: async () => (reports ? 154 * mebibyte : undefined) },
    bill: { byService: async (): Promise<ReadonlyMap<string, number>> => new Map([['AWS Lambda', 1.25]]) },
    now: () => now
  }
  const go = (bill = false) => runCost(deps, { at, days: 7, bill })
  const line = (what: string) =>
    screen
      .text()
      .split('\n')
      .find(text => text.startsWith(what))
      ?.slice(what.length)
      .trim()
      .split(/ +/)
  return { go, deps, screen, asked, line }
}

describe('npm run cost -- --stage NAME', () => {
  it('puts what the model expects beside what CloudWatch counted', async () => {
    const { go, line, screen } = fixture()
    expect(await go()).toBe(0)
    expect(line('requests of the API')).toEqual(['-', '1,000'])
    expect(line('gateway: ms a run')).toEqual(['50', '60', '1.20'])
    expect(line('gateway: MB at most, of 1024')).toEqual(['140', '154', '1.10'])
    expect(line('registry: reads a request')).toEqual(['0.5', '0.45', '0.90'])
    expect(line('registry: writes a request')).toEqual(['0.2', '0.2', '1.00'])
    expect(line('log: bytes a request')).toEqual(['400', '800', '2.00'])
    expect(line('queues: requests a day')).toEqual(['43,200', '43,200', '1.00'])
    // Of 1,000 × 50 ms and 1,000 × 60 ms of 1 GB, 7 s of half a GB, and 1,000 requests.
    expect(line('US$ of all these')).toEqual(['54.5', '64.5', '1.18'])
    expect(screen.text()).not.toContain('tracing')
  })

  it('says nothing of functions that did not run and of a table that a database takes the place of', async () => {
    const { go, line, asked } = fixture()
    await go()
    expect(line('verifyUpload: runs')).toBeUndefined()
    expect(line('ephemeral table: reads a request')).toBeUndefined()
    expect(line('sweep: ms a run')).toEqual(['-', '1,000'])
    expect(JSON.stringify(asked)).not.toContain('fn-of-sst')
    const table = fixture({ 'ConsumedWriteCapacityUnits lab-ephemeral': 3000 })
    await table.go()
    expect(table.line('ephemeral table: writes a request')).toEqual(['3', '3', '1.00'])
  })

  it('says where memory stands if there are no report lines', async () => {
    const { go, line, screen } = fixture({}, { reports: false })
    await go()
    expect(line('gateway: MB at most, of 1024')).toEqual(['140', '-'])
    expect(screen.text()).toContain('the stage has the setting tracing')
  })

  it('tells what AWS billed where that is asked for, and that it is late', async () => {
    const { go, line, deps, screen } = fixture()
    await go(true)
    expect(line('AWS Lambda')).toEqual(['1.25'])
    deps.bill.byService = async () => new Map()
    await go(true)
    expect(screen.text()).toContain('AWS has billed nothing of these days yet: it takes a day.')
  })

  it.each([
    [
      'there is no such stage',
      (deps: ReturnType<typeof fixture>['deps']) => {
        deps.stacks = fakeStacks([])
      },
      /^There is no stage lab in eu-west-1/
    ],
    [
      'nothing is counted yet',
      (deps: ReturnType<typeof fixture>['deps']) => {
        deps.metrics.sums = async metrics => metrics.map(() => undefined)
      },
      /^CloudWatch counted no request of stage lab in 7 days: use the gateway, and ask again/
    ],
    [
      'something can’t be read',
      (deps: ReturnType<typeof fixture>['deps']) => {
        deps.metrics.sums = () =>
          Promise.reject(new OperatorError("These AWS credentials can't read what CloudWatch counted."))
      },
      /^These AWS credentials can't read what CloudWatch counted\.$/
    ]
  ])('is one sentence where %s', async (_, take, sentence) => {
    const { go, deps, screen } = fixture()
    take(deps)
    await expect(go()).rejects.toThrow(sentence)
    expect(screen.text()).toBe('')
  })

  it('takes a whole number of days', () => {
    const read = (...words: string[]) => costCommandLine(['--stage', 'lab', ...words], {})
    expect(read()).toMatchObject({ asked: { days: 7, bill: false } })
    expect(read('--days', '30', '--bill')).toMatchObject({ asked: { days: 30, bill: true } })
    for (const days of ['0', '61', '1.5', 'x'])
      expect(read('--days', days)).toMatchObject({ problem: '--days is a whole number from 1 to 60.' })
  })
})
