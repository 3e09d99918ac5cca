/**
 * A large file, stored in parts at a gateway on one machine, of which nothing but kill -9 is heard in the middle. 30 MB;
 * with LARGE_TEST_BYTES, as `npm run test:large` sets it, of that size.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, onTestFinished } from 'vitest'
import { startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { kills, largeSize, largeTime, storedThroughKills } from './journey.ts'

it(
  `a file of ${largeSize} bytes is stored in parts though uploader and gateway are killed ${kills} times each, and at most one part is sent twice each time`,
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'large-'))
    onTestFinished(() => rm(data, { recursive: true, force: true }))
    let gateway = await startGatewayProcess({ data })
    onTestFinished(() => gateway.kill())
    const { url, port } = gateway
    await storedThroughKills({
      url,
      async killAndRestart() {
        await gateway.kill()
        gateway = await startGatewayProcess({ data, port })
      }
    })
  },
  largeTime
)
