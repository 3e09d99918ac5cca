import type { Context } from 'aws-lambda'
import { expect, it, vi } from 'vitest'
import { lambdaContext } from '../../testing/http-event.ts'
import { functions } from './functions.ts'

const entries: Record<string, () => Promise<{ handler: (event: unknown, context: Context) => Promise<unknown> }>> = {
  gateway: () => import('./gateway.ts'),
  site: () => import('./site.ts'),
  'verify-upload': () => import('./verify-upload.ts'),
  'replay-log-items': () => import('./replay-log-items.ts')
}

it.each(Object.values(functions))('$entry loads without an environment, and answers all the same', async spec => {
  const load = entries[spec.entry]
  if (load === undefined) throw new Error(`the test does not know ${spec.entry}`)
  const lines: string[] = []
  const writing = vi.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0)
  try {
    const { handler } = await load()
    const answer = await handler({ Records: [{ messageId: 'm', receiptHandle: 'r', body: '' }] }, lambdaContext())
    expect(answer).toEqual(
      'receivesFrom' in spec
        ? { batchItemFailures: [{ itemIdentifier: 'm' }] }
        : expect.objectContaining({ statusCode: 400 })
    )
  } finally {
    writing.mockRestore()
  }
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('event')
})
