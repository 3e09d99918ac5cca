/** The adapters on a second server of DynamoDB's API: what it says differently must not matter. */
import { startDynalite } from '../../../testing/dynalite.ts'
import { openEphemeralTable } from '../../../testing/ephemeral-table.ts'
import { foundFilesContract } from '../found-files.contract.ts'
import { logItemsContract } from '../log-items.contract.ts'
import { registryContract } from '../registry.contract.ts'
import { createTableIfMissing } from './create-table.ts'
import { openDynamoDbRegistry } from './dynamodb-registry.ts'

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
