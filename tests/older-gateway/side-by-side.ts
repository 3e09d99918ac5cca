/** An older gateway and this one on the same bucket and database, and the one address that leads to either. */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { jobSocketIn } from '@kachery-gateway/local/data/data-directory.ts'
import { askRunningGateway } from '@kachery-gateway/local/jobs/job-server.ts'
import { MongoClient } from 'mongodb'
import { needed } from '../../packages/client/src/needed.ts'
import { loggerTo } from '../../packages/core/src/logger.ts'
import { openS3ObjectStore } from '../../packages/core/src/stores/s3/s3-object-store.ts'
import { importCommandLine } from '../../packages/operator/src/import/command-line.ts'
import { readEnvFile } from '../../packages/operator/src/import/env-file.ts'
import { runOnOneMachine } from '../../packages/operator/src/import/on-one-machine.ts'
import { fakeScreen } from '../../packages/operator/testing/fakes.ts'
import { RewriteRules, serveRules } from '../docs/rewrite-rules.ts'
import { type FaultProxy, startFaultProxy } from '../faults/tcp-proxy.ts'
import { startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { makeBucket } from '../gateway-process/real-buckets.ts'
import { dataFolder } from '../gateway-process/scratch-folder.ts'
import { startOlderGateway } from './stand-in.ts'

const settings =
  'allowPublicUpload: true\nauthorizedUsers:\n  - { userId: ada, upload: true, download: true, admin: true }\n'

export type SideBySide = Awaited<ReturnType<typeof startSideBySide>>

/** The import is done with the older gateway's own variables, and every step of its list up to the address. */
export async function startSideBySide(before: (older: Awaited<ReturnType<typeof startOlderGateway>>) => Promise<void>) {
  const s3 = new URL(needed('TEST_S3_ENDPOINT'))
  const mongoUrl = new URL(needed('TEST_MONGO_URI'))
  const proxyTo = ({ hostname, port }: URL) => startFaultProxy({ host: hostname, port: Number(port) })
  const stores: Record<'bucket' | 'database', FaultProxy> = {
    bucket: await proxyTo(s3),
    database: await proxyTo(mongoUrl)
  }
  const real = await makeBucket('moving')
  await real.put('settings/authorizationSettings.yaml', settings)
  const credentials = { ...JSON.parse(real.credentials), endpoint: `http://127.0.0.1:${stores.bucket.port}` }
  const mongo = {
    uri: `mongodb://127.0.0.1:${stores.database.port}/`,
    database: `moving-${randomBytes(6).toString('hex')}`
  }
  const bucket = openS3ObjectStore({ uri: real.uri, credentials }, { now: Date.now, logger: loggerTo(() => {}) })
  const older = await startOlderGateway(bucket, mongo)
  await before(older)

  const folder = dataFolder()
  const entry = `  - name: default\n    bucketUri: ${real.uri}\n    bucketCredentials: '${JSON.stringify(credentials)}'\n`
  const files: Record<string, string> = {
    'older.env': `MONGO_URI='${mongo.uri}'\nREACT_APP_ADMIN_USERS='["ada"]'\n`,
    'gateway.yaml': `writeBack: true\nzones:\n${entry}`
  }
  const screen = fakeScreen()
  async function importAs(words: string) {
    const line = importCommandLine(['--data', folder.path, ...words.split(' ')], {})
    if (line.kind !== 'run') throw new Error('not understood')
    const tools = { screen, forPeople: false, readText: async (file: string) => files[file] ?? '', now: Date.now }
    const code = await runOnOneMachine(tools, folder.path, line.work, {})
    if (code !== 0) throw new Error(screen.text() + screen.errors())
  }
  const whole = '--env older.env --config gateway.yaml'
  await importAs(whole)
  await importAs('--done old-action')
  await importAs(whole)
  const environment = Object.fromEntries(readEnvFile(await readFile(join(folder.path, 'gateway.env'), 'utf8')))
  await writeFile(join(folder.path, 'gateway.env'), '')
  const ours = await startGatewayProcess({
    data: folder.path,
    environment: { ...environment, MONGO_DATABASE: mongo.database }
  })

  const leading = (to: string) =>
    RewriteRules.parse({ redirects: [], rewrites: [{ source: '/api/:path*', destination: `${to}/api/:path*` }] })
  const rules = leading(older.url)
  const address = await serveRules(rules)
  const direct = await MongoClient.connect(mongoUrl.href)
  return {
    older,
    ours,
    real,
    stores,
    address: address.url,
    /** As a deployment of the one file does, or its rollback. */
    lead(to: 'older' | 'ours') {
      rules.rewrites = leading(to === 'older' ? older.url : ours.url).rewrites
    },
    runJob: (job: 'check-zones' | 'archive-logs') =>
      askRunningGateway(jobSocketIn(folder.path), { job, full: false, dryRun: false }, () => {}),
    /** Each store fails for a moment now and then, never for long. */
    startFaults() {
      const stopping = new AbortController()
      const ended = (async () => {
        for (let turn = 0; !stopping.signal.aborted; turn++) {
          const [store, mode] = [
            turn % 2 === 0 ? stores.bucket : stores.database,
            turn % 4 < 2 ? 'refuse' : 'cut'
          ] as const
          await store.set(mode)
          await sleep(300)
          await store.set('pass')
          await sleep(6_000)
        }
      })()
      return async () => {
        stopping.abort()
        await ended
      }
    },
    waiting: () => direct.db(mongo.database).collection('logItems').find().toArray(),
    async close() {
      address.server.close()
      address.server.closeAllConnections()
      await ours.stop()
      await older.close()
      await direct.db(mongo.database).dropDatabase()
      await direct.close()
      await Promise.all(Object.values(stores).map(store => store.close()))
      await real.remove()
      await folder.remove()
    }
  }
}
