/** `npm run adopt`: a bucket of plain files becomes a zone's. */
import { resolve } from 'node:path'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { openDynamoDbRegistry } from '@kachery-gateway/core/stores/dynamodb/dynamodb-registry.ts'
import { plainCredentials } from '../aws/credentials.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import { placeOf } from '../place.ts'
import { runCommand, terminal } from '../run-command.ts'
import type { Stage } from '../stage.ts'
import { outputOf, stageStacks } from '../stage-stacks.ts'
import { adoptCommandLine, usage } from './command-line.ts'
import { adoptOnOneMachine } from './on-one-machine.ts'
import { ask, tell } from './run.ts'

const byJob = 'The job sweep does it: it runs each day, and at once where you start it on the page Jobs of the site.'

async function registryOf(at: Stage) {
  const place = placeOf(at, process.env)
  const table = outputOf(await stageStacks(stacksOnAws(place), at), 'storage', 'registryTable', at)
  return openDynamoDbRegistry({
    ...place,
    table,
    credentials: await plainCredentials(place),
    logger: loggerTo(() => {})
  })
}

process.exitCode = await runCommand(
  terminal,
  usage,
  adoptCommandLine(process.argv.slice(2), process.env),
  async asked => {
    // npm runs scripts from the root; INIT_CWD is where the person is.
    const here = process.env.INIT_CWD ?? process.cwd()
    if ('data' in asked.place) return adoptOnOneMachine(terminal, resolve(here, asked.place.data), asked, process.env)
    const registry = await registryOf(asked.place.at)
    try {
      await ask({ registry, now: Date.now }, asked)
      await tell({ registry, now: Date.now }, terminal, asked, byJob)
      return 0
    } finally {
      registry.close()
    }
  }
)
