/** `npm run rollback`: back to the version before. */
import { createInterface } from 'node:readline/promises'
import { parametersOnAws } from '../aws/parameters.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import { placeOf } from '../place.ts'
import { root } from '../root.ts'
import { runCommand, terminal } from '../run-command.ts'
import { runProgram } from '../run-program.ts'
import { rollbackCommandLine, usage } from './command-line.ts'
import { runRollback } from './run.ts'

async function confirm(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  // Ctrl-C and Ctrl-D are no answer.
  const gone = new Promise<string>(resolve => asking.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([asking.question(question).catch(() => ''), gone])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    asking.close()
  }
}

const line = rollbackCommandLine(process.argv.slice(2), process.env)
process.exitCode = await runCommand(terminal, usage, line, ({ asked }) => {
  const place = placeOf(asked.at, process.env)
  const deps = {
    run: runProgram,
    stacks: stacksOnAws(place),
    parameters: parametersOnAws(place),
    screen: terminal,
    folder: root,
    now: Date.now,
    confirm: process.stdin.isTTY ? confirm : undefined
  }
  return runRollback(deps, asked)
})
