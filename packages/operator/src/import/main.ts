/** `npm run import`: from an older gateway to this one. */
import { resolve } from 'node:path'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { openDynamoDbRegistry } from '@kachery-gateway/core/stores/dynamodb/dynamodb-registry.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { githubIdentities } from '@kachery-gateway/functions/sign-in/own-app-tokens.ts'
import { ownCredentials, plainCredentials } from '../aws/credentials.ts'
import { parametersOnAws } from '../aws/parameters.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import { textObjectsOnAws } from '../aws/text-objects.ts'
import { placeOf } from '../place.ts'
import { root } from '../root.ts'
import { runCommand, terminal } from '../run-command.ts'
import { valueFromFile } from '../secret/read-value.ts'
import { ownFile } from '../setup/own-settings.ts'
import type { Stage } from '../stage.ts'
import { importCommandLine, usage } from './command-line.ts'
import type { ImportTools } from './import-all.ts'
import { runOnOneMachine } from './on-one-machine.ts'
import { runImport, type StageImport } from './run.ts'

// npm runs scripts from the root; INIT_CWD is where the person is.
const here = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path)

const tools: ImportTools = {
  screen: terminal,
  forPeople: process.stdout.isTTY === true,
  readText: file => valueFromFile(here(file)),
  now: Date.now
}

function connect(at: Stage): StageImport {
  const place = placeOf(at, process.env)
  const logger = loggerTo(() => {})
  return {
    ...tools,
    own: ownFile(root),
    stacks: stacksOnAws(place),
    parameters: parametersOnAws(place),
    objects: textObjectsOnAws(place),
    credentials: () => ownCredentials(place, Date.now),
    registry: async table =>
      openDynamoDbRegistry({ ...place, table, credentials: await plainCredentials(place), logger }),
    openBucket: async ref => {
      // Credentials that users gave lead no further here than on the stage, or in its rehearsal on this machine.
      const reach = ref.added === true && place.endpoint === undefined ? 'public' : 'anywhere'
      return openS3ObjectStore(ref, { now: Date.now, logger, reach })
    },
    identities: githubIdentities
  }
}

const line = importCommandLine(process.argv.slice(2), process.env)
process.exitCode = await runCommand(terminal, usage, line, ({ place, work }) =>
  'at' in place
    ? runImport(connect(place.at), place.at, work)
    : runOnOneMachine(tools, here(place.data), work, process.env)
)
