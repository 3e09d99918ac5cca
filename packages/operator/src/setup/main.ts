/** `npm run setup`: from nothing to a gateway that people sign in to. */
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { setTimeout } from 'node:timers/promises'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { openDynamoDbRegistry } from '@kachery-gateway/core/stores/dynamodb/dynamodb-registry.ts'
import { accountOnAws } from '../aws/account.ts'
import { plainCredentials } from '../aws/credentials.ts'
import { lambdaLimitOnAws } from '../aws/lambda-limit.ts'
import { parametersOnAws } from '../aws/parameters.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import { runDeploy } from '../deploy/run.ts'
import { OperatorError } from '../operator-error.ts'
import { placeOf } from '../place.ts'
import { root } from '../root.ts'
import { runCommand, terminal } from '../run-command.ts'
import { runProgram } from '../run-program.ts'
import type { Stage } from '../stage.ts'
import { setupCommandLine, usage } from './command-line.ts'
import { ownFile } from './own-settings.ts'
import { withProgress } from './progress.ts'
import { runSetup, type SetupDeps } from './run.ts'

/** A line; throws OperatorError at Ctrl-C and Ctrl-D. */
async function ask(question: string): Promise<string> {
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const gone = new Promise<undefined>(resolve => asking.once('close', () => resolve(undefined)))
  try {
    const answer = await Promise.race([asking.question(question).catch(() => undefined), gone])
    if (answer === undefined) throw new OperatorError('Nothing was made.')
    return answer
  } finally {
    asking.close()
  }
}

const here = {
  screen: terminal,
  ask: process.stdin.isTTY ? ask : undefined,
  own: ownFile(root)
}

function connect(at: Stage): SetupDeps {
  const place = placeOf(at, process.env)
  const [stacks, parameters] = [stacksOnAws(place), parametersOnAws(place)]
  const run = withProgress({ run: runProgram, stacks, screen: terminal, wait: ms => setTimeout(ms) }, at)
  return {
    ...here,
    forPeople: process.stdout.isTTY === true,
    account: accountOnAws(place),
    lambdaLimit: lambdaLimitOnAws(place),
    stacks,
    parameters,
    registry: async table =>
      openDynamoDbRegistry({ ...place, table, credentials: await plainCredentials(place), logger: loggerTo(() => {}) }),
    now: Date.now,
    randomHex: bytes => randomBytes(bytes).toString('hex'),
    deploy: () => runDeploy({ run, stacks, parameters, screen: terminal, folder: root, now: Date.now }, at)
  }
}

const line = setupCommandLine(process.argv.slice(2), process.env)
process.exitCode = await runCommand(terminal, usage, line, ({ asked }) => runSetup(here, connect, asked))
