/** The adapters on a second server of DynamoDB's API: what it says differently must not matter. */
import { once } from 'node:events'
import dynalite from 'dynalite'
import { testLogger } from '../../../../leak-check/src/watch.ts'
import { openEphemeralTable } from '../../../testing/ephemeral-table.ts'
import { foundFilesContract } from '../found-files.contract.ts'
import { logItemsContract } from '../log-items.contract.ts'
import { registryContract } from '../registry.contract.ts'
import { createTableIfMissing } from './create-table.ts'
import { openDynamoDbRegistry } from './dynamodb-registry.ts'

async function startDynalite() {
  // In memory; it wants signed requests but knows no secrets.
  const server = dynalite({ createTableMs: 0 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address.')
  const options = {
    endpoint: `http://127.0.0.1:${address.port}`,
    table: 'a-table',
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  }
  return {
    options: { ...options, logger: testLogger() },
    stop() {
      server.close()
      server.closeAllConnections()
    }
  }
}

registryContract('DynamoDB adapter on dynalite', async () => {
  const { options, stop } = await startDynalite()
  await createTableIfMissing(options)
  const registry = openDynamoDbRegistry(options)
  return {
    registry,
    async close() {
      registry.close()
      stop()
    }
  }
})

async function openOnDynalite() {
  const { options, stop } = await startDynalite()
  const close = async () => stop()
  return openEphemeralTable(options, close)
}
foundFilesContract('DynamoDB adapter on dynalite', openOnDynalite, 'by itself')
logItemsContract('DynamoDB adapter on dynalite', openOnDynalite, 'by itself')
