/** What is used of AWS for each thing that a gateway does, and by an example of a lab in a month. */
import { type FunctionName, type FunctionSpec, functions } from '@kachery-gateway/functions/lambda/functions.ts'
import { lambdaAmounts, type Work, worksOf } from './lambda.ts'
import type { Measurements } from './measurements.ts'
import { type Amounts, sum, times } from './prices.ts'
import { idleAmounts } from './resource-types.ts'

const kilobyte = 1e-6

/** Each request passes the door and the API: a line of the access log, an answer of 2 kB. */
const throughTheDoor: Amounts = {
  apiRequest: 1,
  cloudFrontRequest: 1,
  cloudFrontGb: 2 * kilobyte,
  logGb: 0.4 * kilobyte
}

const encrypted = (name: FunctionName) => {
  const { secrets }: FunctionSpec = functions[name]
  return secrets.filter(secret => secret !== 'GATEWAY_CONFIG' && secret !== 'PUBLIC_URL').length
}

/** Throws where something was asked that has no price here. */
function askedAmounts({ measured, function: name }: Work): Amounts {
  const priceOf = (what: string): Amounts => {
    switch (what) {
      case 's3 GET':
      case 's3 HEAD':
        return { bucketRead: 1 }
      case 's3 PUT':
        return { bucketWrite: 1 }
      case 'dynamodb GetItem':
      case 'dynamodb Query':
        return { tableRead: 1 }
      case 'dynamodb UpdateItem':
      case 'dynamodb DeleteItem':
        return { tableWrite: 1 }
      case 'sqs SendMessage':
        return { queueRequest: 1 }
      case 'ssm GetParameters':
        return { keyUse: encrypted(name) }
      case 's3 DELETE':
      case 'sts POST':
        return {}
      default:
        throw new Error(`The measurements name ${what}, which has no price.`)
    }
  }
  return sum(...Object.entries(measured.asked).map(([what, often]) => times(priceOf(what), often)))
}

/**
 * What the table takes where there is no database. A log item is written, marked as archived and removed, 1 kB each time; it
 * is read in a list of about 1 kB (4 kB are a unit), and its mark by itself. A found file is looked for and remembered.
 */
export const ofTable = {
  logItem: { tableWrite: 3, tableRead: 1.5 },
  foundFile: { tableWrite: 1, tableRead: 1 }
} as const satisfies Record<string, Amounts>

/** The same of each operation. */
export const tableAmounts: Partial<Record<Operation, Amounts>> = {
  'findFile from memory': ofTable.logItem,
  'findFile that asks the bucket': sum(ofTable.logItem, ofTable.foundFile),
  'findFile by a new process': sum(ofTable.logItem, ofTable.foundFile),
  'upload of a file (1 MB)': times(ofTable.logItem, 2),
  'verification of 1 GB outside a request': ofTable.logItem,
  '100 log items through the queue': times(ofTable.logItem, 100)
}

export type Operation = keyof ReturnType<typeof operationsOf>

/** One of each. */
export function operationsOf(measurements: Measurements) {
  const works = worksOf(measurements)
  const behind = (work: Work) => sum(lambdaAmounts(work, measurements), askedAmounts(work))
  const request = (work: Work) => sum(throughTheDoor, behind(work))
  return {
    'findFile from memory': request(works.findFileFromMemory),
    'findFile that asks the bucket': request(works.findFileFromBucket),
    'findFile by a new process': request(works.firstFindFile),
    'upload of a file (1 MB)': sum(request(works.initiate), { bucketWrite: 1 }, request(works.finalize)),
    'page of the site': { cloudFrontRequest: 8, cloudFrontFunction: 1, cloudFrontGb: 100 * kilobyte },
    'request of the site': request(works.health),
    'verification of 1 GB outside a request': sum(behind(works.gigabyte), { queueRequest: 3 }),
    '100 log items through the queue': sum(behind(works.hundredItems), { queueRequest: 120 })
  }
}

/** An example to compare with. */
export const lab = {
  people: 20,
  findFile: 200_000,
  /** Parts of them that are … */
  fromMemory: 0.5,
  byNewProcess: 0.02,
  uploads: 20_000,
  storedGb: 1000,
  downloadedGb: 300,
  pages: 2000,
  /** How often secrets and settings are read again: at most every 4.5 minutes in each process, while there are requests. */
  readings: 5000,
  /** Of the registry; bytes of clients and the like. */
  registryGb: 0.01
}

export function labAmounts(measurements: Measurements): { gateway: Amounts; table: Amounts; files: Amounts } {
  const each = operationsOf(measurements)
  const inTable = (operation: Operation, often: number) => times(tableAmounts[operation] ?? {}, often)
  const many = (operation: Operation, often: number) => times(each[operation], often)
  return {
    gateway: sum(
      idleAmounts,
      many('findFile from memory', lab.findFile * lab.fromMemory),
      many('findFile that asks the bucket', lab.findFile * (1 - lab.fromMemory - lab.byNewProcess)),
      many('findFile by a new process', lab.findFile * lab.byNewProcess),
      many('upload of a file (1 MB)', lab.uploads),
      many('page of the site', lab.pages),
      many('request of the site', 3 * lab.pages),
      times({ keyUse: encrypted('gateway'), bucketRead: 2 }, lab.readings),
      { tableGb: lab.registryGb, tableRecoveryGb: lab.registryGb }
    ),
    table: sum(
      inTable('findFile from memory', lab.findFile * lab.fromMemory),
      inTable('findFile that asks the bucket', lab.findFile * (1 - lab.fromMemory)),
      inTable('upload of a file (1 MB)', lab.uploads)
    ),
    files: { bucketGb: lab.storedGb, downloadGb: lab.downloadedGb }
  }
}
