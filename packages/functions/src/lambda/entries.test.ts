import { fileURLToPath } from 'node:url'
import type { Context } from 'aws-lambda'
import { build } from 'esbuild'
import { expect, it, vi } from 'vitest'
import { lambdaContext } from '../../testing/http-event.ts'
import { type FunctionSpec, functions } from './functions.ts'

interface Entry {
  handler(event: unknown, context: Context): Promise<unknown>
}

/** What a function makes of a message that is none, by what it is for. */
function expected(spec: FunctionSpec): unknown {
  if (spec.receivesFrom !== undefined) return { batchItemFailures: [{ itemIdentifier: 'm' }] }
  return spec.secrets.includes('ORIGIN_SECRET') ? expect.objectContaining({ statusCode: 400 }) : expect.anything()
}

it.each(Object.values(functions))(
  '$entry loads without an environment, and answers all the same',
  async (spec: FunctionSpec) => {
    const lines: string[] = []
    const writing = vi.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0)
    try {
      const { handler }: Entry = await import(`../lambda/${spec.entry}.ts`)
      const answer = handler({ Records: [{ messageId: 'm', receiptHandle: 'r', body: '' }] }, lambdaContext())
      // Whoever delivers to a job learns of its failure by an error, and delivers again.
      if (spec.job !== undefined) await expect(answer).rejects.toThrow('environment lacks')
      else expect(await answer).toEqual(expected(spec))
    } finally {
      writing.mockRestore()
    }
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('event')
  }
)

it('the gateway function has nothing of the site in its bundle, not even to be loaded later', async () => {
  const entryPoints = [fileURLToPath(new URL('gateway.ts', import.meta.url))]
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'out',
    write: false,
    metafile: true
  })
  const handlers = Object.keys(metafile.inputs).flatMap(path => /src\/((?:handlers|api)\/.*)$/.exec(path)?.[1] ?? [])
  expect(handlers).toContain('handlers/gateway.ts')
  expect(handlers.filter(path => /^api\/|(site|sign-in|link|health|document)/.test(path))).toEqual([])
})
