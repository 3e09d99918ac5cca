/** `npm run deploy`: SST's deployment, and a note of which version it was. */
import { parametersOnAws } from '../aws/parameters.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import { placeOf } from '../place.ts'
import { root } from '../root.ts'
import { runCommand, terminal } from '../run-command.ts'
import { runProgram } from '../run-program.ts'
import { deployCommandLine, usage } from './command-line.ts'
import { runDeploy } from './run.ts'

const line = deployCommandLine(process.argv.slice(2), process.env)
process.exitCode = await runCommand(terminal, usage, line, ({ at }) => {
  const place = placeOf(at, process.env)
  const aws = { parameters: parametersOnAws(place), stacks: stacksOnAws(place) }
  return runDeploy({ run: runProgram, ...aws, screen: terminal, folder: root, now: Date.now }, at)
})
