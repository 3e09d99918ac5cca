/** Questions to AWS without its SDK, against a server that answers as AWS does. */
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { billOnAws } from './bill.ts'
import type { AwsPlace } from './connection.ts'
import { peakIn, reportLinesOnAws } from './report-lines.ts'

let server: Server
let place: AwsPlace
let answer = { status: 200, body: {} as object }
const asked: { target: unknown; body: unknown }[] = []

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-secret-access-key')
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    asked.push({ target: request.headers['x-amz-target'], body: JSON.parse(text) })
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer.body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  place = { region: 'eu-west-1', endpoint: `http://127.0.0.1:${port}` }
})

afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})

const report = (megabytes: number) =>
  JSON.stringify({ type: 'platform.report', record: { metrics: { maxMemoryUsedMB: megabytes, durationMs: 12.5 } } })

describe('report lines', () => {
  it('tell the most memory that a run held, in bytes', async () => {
    answer = {
      status: 200,
      body: { events: [{ message: report(90) }, { message: report(120) }, { message: 'START' }] }
    }
    expect(await reportLinesOnAws(place).peakOf('/log/gateway', 5)).toBe(120 * 1024 * 1024)
    expect(asked.at(-1)).toMatchObject({
      target: 'Logs_20140328.FilterLogEvents',
      body: { logGroupName: '/log/gateway', startTime: 5, filterPattern: '{ $.type = "platform.report" }' }
    })
    answer = { status: 200, body: { events: [] } }
    expect(await reportLinesOnAws(place).peakOf('/log/gateway', 5)).toBeUndefined()
    for (const line of ['', '{}', '[1]', '{"record":{}}']) expect(peakIn(line)).toEqual([])
  })
})

describe('the bill', () => {
  it('is added up by service', async () => {
    const group = (service: string, usd: string) => ({ Keys: [service], Metrics: { UnblendedCost: { Amount: usd } } })
    answer = {
      status: 200,
      body: { ResultsByTime: [{ Groups: [group('AWS Lambda', '0.5')] }, { Groups: [group('AWS Lambda', '0.25')] }] }
    }
    expect(await billOnAws(place).byService('2026-11-20', '2026-11-24')).toEqual(new Map([['AWS Lambda', 0.75]]))
    expect(asked.at(-1)).toMatchObject({ body: { TimePeriod: { Start: '2026-11-20', End: '2026-11-24' } } })
  })

  it('is refused in one sentence, which names the action', async () => {
    const message = 'User: arn:aws:iam::1:user/x is not authorized to perform: ce:GetCostAndUsage'
    answer = { status: 400, body: { __type: 'AccessDeniedException', Message: message } }
    await expect(billOnAws(place).byService('2026-11-20', '2026-11-24')).rejects.toThrow(
      /^These AWS credentials can't see what AWS billed .*\(ce:GetCostAndUsage\): use those of an administrator/
    )
  })
})
