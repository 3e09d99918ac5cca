/**
 * How long `npm run import` takes for an estate of 12 zones, 30,000 clients and 5 years of weekly logs, on the S3 server
 * and the database of TEST_S3_* and TEST_MONGO_URI: `npm run measure:import`. With a number: that many clients. CPU seconds
 * are of this process alone; on a machine that others use they say more than the clock.
 */
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { needed } from '../packages/client/src/needed.ts'
import { loggerTo } from '../packages/core/src/logger.ts'
import { openS3ObjectStore } from '../packages/core/src/stores/s3/s3-object-store.ts'
import { leaveEstate } from '../packages/core/testing/estate.ts'
import { importCommandLine } from '../packages/operator/src/import/command-line.ts'
import { runOnOneMachine } from '../packages/operator/src/import/on-one-machine.ts'
import { makeBucket } from '../tests/gateway-process/real-buckets.ts'
import { scratchFolder } from '../tests/gateway-process/scratch-folder.ts'

const clients = Number(process.argv[2] ?? 30_000)
const weeks = Math.ceil((260 * clients) / 30_000)
const [home, lab] = await Promise.all([makeBucket('default'), makeBucket('lab')])
const stores = [home, lab].map(({ uri, credentials }) =>
  openS3ObjectStore({ uri, credentials: JSON.parse(credentials) }, { now: Date.now, logger: loggerTo(() => {}) })
)
const [homeStore, labStore] = stores
if (homeStore === undefined || labStore === undefined) throw new Error('two buckets were made')
const folder = scratchFolder()
const mongo = await MongoClient.connect(needed('TEST_MONGO_URI'))
const database = `import-${home.name}`

function stopwatch() {
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return `${((performance.now() - begun) / 1000).toFixed(1)} s (CPU ${((user + system) / 1e6).toFixed(1)} s)`
  }
}

try {
  const took = stopwatch()
  await leaveEstate({ default: homeStore, lab: labStore }, { clients, weeks, items: 40 })
  await mongo.db(database).collection('logItems').insertOne({ zone: 'default', requestTimestamp: Date.now() })
  console.log(`left ${clients} clients and ${weeks} weeks of logs in 12 zones in ${took()}`)
  const entry = (name: string, { uri, credentials }: typeof home) =>
    `  - name: ${name}\n    bucketUri: ${uri}\n    bucketCredentials: '${credentials}'\n`
  const files: Record<string, string> = {
    env: `MONGO_URI='${needed('TEST_MONGO_URI')}'\n`,
    config: `zones:\n${entry('default', home)}${entry('lab', lab)}`
  }
  for (const which of ['the first import', 'again']) {
    const took = stopwatch()
    const data = join(folder.path, 'data')
    const line = importCommandLine(['--data', data, '--env', 'env', '--config', 'config'], {})
    if (line.kind !== 'run') throw new Error('not understood')
    const screen = { out: (text: string) => void (/clients \(/.test(text) && console.log(text)), err: console.error }
    const tools = { screen, forPeople: false, readText: async (file: string) => files[file] ?? '', now: Date.now }
    await runOnOneMachine(tools, data, line.work, {})
    console.log(`${which}: ${took()}`)
  }
} finally {
  await mongo.db(database).dropDatabase()
  await mongo.close()
  await Promise.all([home.remove(), lab.remove(), folder.remove()])
}
process.exit()
