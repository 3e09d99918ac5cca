/**
 * A large file, stored in parts in a bucket of a real S3 server, while its uploader and the gateway are killed. 30 MB; with
 * LARGE_TEST_BYTES of that size.
 */
import { expect, it, onTestFinished } from 'vitest'
import { startRealGateway } from '../gateway-process/real-gateway.ts'
import { largeSize, largeTime, storedThroughKills } from '../large/journey.ts'

it(
  `a file of ${largeSize} bytes is stored in parts though uploader and gateway are killed, and nothing else is left`,
  async () => {
    const gateway = await startRealGateway()
    onTestFinished(() => gateway.close())
    await storedThroughKills({
      url: gateway.process.url,
      killAndRestart: async () => void (await gateway.restart('kill'))
    })
    const { default: bucket } = gateway.buckets
    expect((await bucket.keys()).filter(key => /(^|\/)uploads\//.test(key))).toEqual([])
    expect(await bucket.unfinished()).toEqual([])
  },
  largeTime
)
