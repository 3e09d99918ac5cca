/** The object that a test of a bucket writes: each test has its own, so that two at once do not disturb each other. */
import { zoneKey } from './keys.ts'

/** Below it lie all of them; older gateways have one of a single name there. */
export const testFolder = 'tests/'

export const testObjectKey = (place: { directory: string }, random: { randomHex(bytes: number): string }): string =>
  zoneKey(place, `${testFolder}testReadWrite-${random.randomHex(16)}.txt`)

/** What a test that died left behind: the object, and those that it tries unsigned headers on. */
export const isTestObject = (key: string): boolean => /(^|\/)tests\/testReadWrite-[0-9a-f]{32}\.txt[.\w-]*$/.test(key)
