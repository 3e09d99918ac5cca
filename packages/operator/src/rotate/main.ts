/** `npm run rotate`: a key that the deployment made is replaced by a new one. */
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { parametersOnAws } from '../aws/parameters.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import { runDeploy } from '../deploy/run.ts'
import { placeOf } from '../place.ts'
import { root } from '../root.ts'
import { runCommand, terminal } from '../run-command.ts'
import { type Run, runProgram } from '../run-program.ts'
import { rotateCommandLine, usage } from './command-line.ts'
import { runRotate } from './run.ts'

const line = rotateCommandLine(process.argv.slice(2), process.env)
process.exitCode = await runCommand(terminal, usage, line, ({ asked }) => {
  const place = placeOf(asked.at, process.env)
  const parameters = parametersOnAws(place)
  const stacks = stacksOnAws(place)
  const deps = {
    stacks,
    parameters,
    screen: terminal,
    deploy: (at: typeof asked.at) => {
      // sst.config.ts hands it on: the deployment then reads the secret again, which no template shows.
      const environment = { ...process.env, KACHERY_ROTATION: String(Date.now()) }
      const run: Run = (program, words, options) => runProgram(program, words, { ...options, environment })
      return runDeploy({ run, parameters, stacks, screen: terminal, folder: root, now: Date.now }, at)
    },
    newKey: () => randomBytes(32).toString('hex'),
    now: Date.now,
    wait: (ms: number) => setTimeout(ms)
  }
  return runRotate(deps, asked)
})
