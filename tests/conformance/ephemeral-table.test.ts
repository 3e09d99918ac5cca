/** The ephemeral store in a DynamoDB table: its contracts against DynamoDB Local, in a table of its own for each run. */
import { randomBytes } from 'node:crypto'
import { foundFilesContract } from '../../packages/core/src/stores/found-files.contract.ts'
import { logItemsContract } from '../../packages/core/src/stores/log-items.contract.ts'
import { openEphemeralTable } from '../../packages/core/testing/ephemeral-table.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'

const endpoint = process.env.TEST_DYNAMODB_ENDPOINT ?? ''
if (endpoint === '') {
  throw new Error('This suite needs DynamoDB Local: set TEST_DYNAMODB_ENDPOINT, for example http://127.0.0.1:8000.')
}

const open = () =>
  openEphemeralTable({
    table: `ephemeral-${randomBytes(6).toString('hex')}`,
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    logger: testLogger()
  })

foundFilesContract('DynamoDB Local', open, 'by itself')
logItemsContract('DynamoDB Local', open, 'by itself')
