/**
 * A gateway process on real services (S3, MongoDB wire, DynamoDB), with zones of every kind that operators have:
 *   default      any registered client uploads, anyone downloads; ada administers
 *   lab          with a fallback bucket; ada and bob upload
 *   closed       no public download; ada may do both, bob may upload only
 *   ada.shelf    registered by an older gateway in the default bucket, below zones/ada.shelf
 */
import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { needed } from '../../packages/client/src/needed.ts'
import { stored } from '../../packages/leak-check/src/watch.ts'
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import { makeBucket, type RealBucket } from './real-buckets.ts'
import { deleteTable } from './real-table.ts'
import { dataFolder, type ScratchFolder } from './scratch-folder.ts'

export interface RealGateway {
  process: GatewayProcess
  buckets: Record<'default' | 'lab' | 'older' | 'closed', RealBucket>
  /** The same stores and data; the old process is stopped, or killed with `kill -9`. */
  restart(how?: 'stop' | 'kill'): Promise<GatewayProcess>
  /** Another process on the same stores, with a memory of its own; it ends with the gateway. */
  another(): Promise<GatewayProcess>
  /** What the activity holds so far. */
  logItems(): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

const publicZone = `allowPublicUpload: true
authorizedUsers:
  - { userId: ada, upload: true, download: true, admin: true }
`
const labZone = `allowPublicUpload: false
authorizedUsers:
  - { userId: ada, upload: true, download: true, admin: true }
  - { userId: bob, upload: true }
`
const closedZone = `allowPublicUpload: false
allowPublicDownload: false
authorizedUsers:
  - { userId: ada, upload: true, download: true }
  - { userId: bob, upload: true }
`
const settings = 'settings/authorizationSettings.yaml'

export async function startRealGateway(environment: Record<string, string> = {}): Promise<RealGateway> {
  const [main, lab, older, closed] = await Promise.all(['default', 'lab', 'older', 'closed'].map(makeBucket))
  if (!main || !lab || !older || !closed) throw new Error('four buckets were asked for')
  const buckets = { default: main, lab, older, closed }
  const shelf = { zone: 'ada.shelf', ownerId: 'ada', bucketName: 'default', directory: 'zones/ada.shelf' }
  await Promise.all([
    main.put(settings, publicZone),
    main.put('registered-zones/ada.shelf', JSON.stringify(shelf)),
    main.put(`zones/ada.shelf/${settings}`, publicZone),
    lab.put(settings, labZone),
    closed.put(settings, closedZone)
  ])

  const run = randomBytes(6).toString('hex')
  const mongo = { uri: needed('TEST_MONGO_URI'), database: `gateway-${run}` }
  const dynamodb = {
    endpoint: needed('TEST_DYNAMODB_ENDPOINT'),
    table: `gateway-${run}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' }
  }
  const folder = dataFolder()
  const options = {
    data: folder.path,
    environment: {
      GATEWAY_CONFIG: gatewayConfig(buckets),
      MONGO_URI: mongo.uri,
      MONGO_DATABASE: mongo.database,
      DYNAMODB_ENDPOINT: dynamodb.endpoint,
      REGISTRY_TABLE: dynamodb.table,
      AWS_REGION: dynamodb.region,
      AWS_ACCESS_KEY_ID: dynamodb.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: dynamodb.credentials.secretAccessKey,
      ...environment
    }
  }
  let gateway = await startGatewayProcess(options)
  const others: { process: GatewayProcess; folder: ScratchFolder }[] = []
  return {
    get process() {
      return gateway
    },
    buckets,
    async restart(how = 'stop') {
      await gateway[how]()
      gateway = await startGatewayProcess({ ...options, port: gateway.port })
      return gateway
    },
    async another() {
      const own = dataFolder()
      const process = await startGatewayProcess({ ...options, data: own.path })
      others.push({ process, folder: own })
      return process
    },
    async logItems() {
      const client = await MongoClient.connect(mongo.uri)
      try {
        return await client.db(mongo.database).collection('logItems').find().toArray()
      } finally {
        await client.close()
      }
    },
    async close() {
      await Promise.all([gateway, ...others.map(({ process }) => process)].map(each => each.stop()))
      await Promise.all([
        ...others.map(other => other.folder.remove()),
        ...Object.values(buckets).map(bucket => bucket.remove()),
        dropDatabase(mongo),
        deleteTable(dynamodb),
        folder.remove()
      ])
    }
  }
}

/** Both of the old spellings of a bucket's address, and the credentials' endpoint. */
function gatewayConfig({ default: main, lab, older, closed }: RealGateway['buckets']): string {
  return `zones:
  - name: default
    bucketUri: ${main.uri}
    bucketCredentials: '${main.credentials}'
  - name: lab
    bucketUri: ${lab.uri.replace('s3://', 'aws://')}
    bucketCredentials: '${lab.credentials}'
    fallbackBucketUri: ${older.uri}
    fallbackBucketCredentials: '${older.credentials}'
  - name: closed
    bucketUri: ${closed.uri}
    bucketCredentials: '${closed.credentials}'
`
}

async function dropDatabase({ uri, database }: { uri: string; database: string }): Promise<void> {
  const client = await MongoClient.connect(uri)
  for (const collection of await client.db(database).collections())
    for await (const item of collection.find()) stored(collection.collectionName, item)
  await client.db(database).dropDatabase()
  await client.close()
}
