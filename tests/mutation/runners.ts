/** Processes that try mutants, side by side; one that is stuck is ended, and another takes its place. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Task } from './runner.ts'

/** ms; what takes longer goes round for ever. */
const limit = 400_000

/** Whether the tests notice each; `told` at once, in whichever order. */
export async function tryAll<T extends Task>(
  tasks: readonly T[],
  atOnce: number,
  told: (task: T, noticed: boolean) => void
) {
  const waiting = [...tasks]
  await Promise.all(
    Array.from({ length: Math.min(atOnce, tasks.length) }, async () => {
      let runner: ChildProcess | undefined
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
        runner ??= await startRunner()
        const noticed = await answerOf(runner, task)
        told(task, noticed ?? true)
        if (noticed === undefined) runner = undefined
      }
      runner?.kill()
    })
  )
}

async function startRunner(): Promise<ChildProcess> {
  const runner = fork(fileURLToPath(new URL('runner.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc']
  })
  await once(runner, 'message')
  return runner
}

/** undefined: it gave none in time, and was ended. */
function answerOf(runner: ChildProcess, task: Task): Promise<boolean | undefined> {
  return new Promise(resolve => {
    const timer = setTimeout(() => runner.kill('SIGKILL'), limit)
    const done = (noticed?: boolean) => {
      clearTimeout(timer)
      runner.removeAllListeners()
      resolve(noticed)
    }
    runner.once('message', message => done(Object(message).noticed === true))
    runner.once('exit', () => done())
    runner.send({ ...task })
  })
}
