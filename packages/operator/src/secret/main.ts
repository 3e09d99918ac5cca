/** `npm run secret`: the secrets of a stage. */
import { resolve } from 'node:path'
import { parametersOnAws } from '../aws/parameters.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import { textObjectsOnAws } from '../aws/text-objects.ts'
import { placeOf } from '../place.ts'
import { runCommand, terminal } from '../run-command.ts'
import { secretCommandLine, usage } from './command-line.ts'
import { valueFromFile, valueFromKeyboard, valueFromPipe } from './read-value.ts'
import { runSecret } from './run.ts'
import type { SecretName } from './secrets.ts'

async function value(name: SecretName, file: string | undefined): Promise<string> {
  // npm runs scripts from the root; INIT_CWD is where the person is.
  if (file !== undefined) return valueFromFile(resolve(process.env.INIT_CWD ?? process.cwd(), file))
  if (!process.stdin.isTTY) return valueFromPipe(process.stdin)
  const lines = name === 'GATEWAY_CONFIG'
  terminal.err(`Paste ${name}, then press ${lines ? 'Ctrl-D' : 'Enter'}; it is not shown.`)
  return valueFromKeyboard(process.stdin, lines)
}

const line = secretCommandLine(process.argv.slice(2), process.env)
process.exitCode = await runCommand(terminal, usage, line, ({ asked, at }) => {
  const place = placeOf(at, process.env)
  const deps = {
    stacks: stacksOnAws(place),
    parameters: parametersOnAws(place),
    objects: textObjectsOnAws(place),
    screen: terminal,
    value
  }
  return runSecret(deps, asked, at)
})
