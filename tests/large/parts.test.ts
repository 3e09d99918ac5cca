/**
 * A large file, stored in parts at a gateway of which nothing but kill -9 is heard in the middle: 30 MB, on its own disk and
 * in a bucket. With LARGE_TEST_BYTES, as `npm run test:large` sets it, of that size, on its own disk; in a bucket of that size it is in
 * tests/conformance/large-upload.test.ts.
 */
import { it, onTestFinished } from 'vitest'
import { startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { dataFolder } from '../gateway-process/scratch-folder.ts'
import { startS3Server } from '../s3-server/s3-server.ts'
import { isLarge, kills, largeSize, largeTime, storedThroughKills } from './journey.ts'

async function throughKills(environment: Record<string, string>): Promise<void> {
  const folder = dataFolder()
  onTestFinished(() => folder.remove())
  const options = { data: folder.path, environment }
  let gateway = await startGatewayProcess(options)
  onTestFinished(() => gateway.kill())
  const { url, port } = gateway
  await storedThroughKills({
    url,
    async killAndRestart() {
      await gateway.kill()
      gateway = await startGatewayProcess({ ...options, port })
    }
  })
}

it(
  `a file of ${largeSize} bytes is stored in parts though uploader and gateway are killed ${kills} times each, and at most one part is sent twice each time`,
  () => throughKills({}),
  largeTime
)

// The server keeps it in memory.
if (!isLarge)
  it(
    `so it is in a bucket`,
    async () => {
      const pair = { accessKeyId: 'an-access-key', secretAccessKey: 'the-secret-of-the-large-test' }
      const server = await startS3Server({ bucket: 'large', pair })
      onTestFinished(() => server.close())
      const bucketCredentials = JSON.stringify({ ...pair, endpoint: server.endpoint })
      const zone = { name: 'default', bucketUri: 's3://large', bucketCredentials }
      await throughKills({ ADMINISTRATORS: '["ada"]', GATEWAY_CONFIG: JSON.stringify({ zones: [zone] }) })
    },
    largeTime
  )
