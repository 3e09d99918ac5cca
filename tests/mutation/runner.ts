/**
 * A process that runs unit tests over source files with one mutant in them, one after the other: what was transformed
 * once stays so. Told what to try by its parent; answers whether the tests noticed.
 */
import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import * as z from 'zod'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** `text` in place of what stands from `start` to `end`; `rounds`: test files, tried until one notices. */
export const Task = z.object({
  file: z.string(),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  rounds: z.array(z.array(z.string()))
})
export type Task = z.infer<typeof Task>

let task: Task | undefined
const vitest = await createVitest(
  'test',
  {
    config: false,
    root,
    watch: false,
    include: ['packages/**/*.test.ts', 'tests/attack/**/*.test.ts'],
    isolate: false,
    maxWorkers: 1,
    bail: 1,
    testTimeout: 60_000,
    reporters: [{}],
    // It would give what the file was before.
    fsModuleCache: false
  },
  {
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform: (source, id) =>
          task !== undefined && id.split('?')[0] === root + task.file
            ? source.slice(0, task.start) + task.text + source.slice(task.end)
            : undefined
      }
    ]
  }
)
await vitest.standalone()
await vitest.globTestSpecifications()

async function notice(): Promise<boolean> {
  for (const round of task?.rounds ?? []) {
    const specifications = round.flatMap(file => vitest.getModuleSpecifications(root + file))
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications)
    const failed = testModules.some(tested => round.some(file => tested.moduleId === root + file) && !tested.ok())
    if (unhandledErrors.length > 0 || failed) return true
  }
  return false
}

process.on('message', async message => {
  task = Task.parse(message)
  vitest.invalidateFile(root + task.file)
  const noticed = await notice()
  vitest.invalidateFile(root + task.file)
  process.send?.({ noticed })
})
process.send?.('ready')
