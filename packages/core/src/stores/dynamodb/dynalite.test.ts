/** The adapter on a second server of DynamoDB's API: what it says differently must not matter. */
import { once } from 'node:events'
import dynalite from 'dynalite'
import { testLogger } from '../../../../../tests/secrets/watch.ts'
import { registryContract } from '../registry.contract.ts'
import { createTableIfMissing } from './create-table.ts'
import { openDynamoDbRegistry } from './dynamodb-registry.ts'

registryContract('DynamoDB adapter on dynalite', async () => {
  // In memory; it wants signed requests but knows no secrets.
  const server = dynalite({ createTableMs: 0 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address.')
  const options = {
    endpoint: `http://127.0.0.1:${address.port}`,
    table: 'registry',
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  }
  await createTableIfMissing(options)
  const registry = openDynamoDbRegistry({ ...options, logger: testLogger() })
  return {
    registry,
    async close() {
      registry.close()
      server.close()
      server.closeAllConnections()
    }
  }
})
