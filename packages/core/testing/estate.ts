/**
 * What an older gateway leaves after years: 12 zones in two buckets, clients, users, resources, archives of each week with
 * malformed ones among them, and usage.json. The same for the same numbers.
 */
import { createHash } from 'node:crypto'
import { defined } from '../src/defined.ts'
import { fewAtOnce } from '../src/few-at-once.ts'
import type { ObjectStore } from '../src/stores/object-store.ts'
import { type LoggedItem, OlderGateway } from './older-gateway.ts'

export const estateZones = ['default', 'lab', ...Array.from({ length: 10 }, (_, at) => `owner${at}.zone`)]

export interface EstateSize {
  /** In all zones together. */
  clients: number
  /** Archives of each zone, one a week. */
  weeks: number
  /** Items of an archive. */
  items: number
}

const begin = Date.UTC(2021, 0, 4)
const week = 7 * 24 * 3600_000
const hex = (text: string, digits: number) => createHash('sha256').update(text).digest('hex').slice(0, digits)
const atOnce = 32

export const ownerOf = (client: number) => `owner${client % 97}`

export async function leaveEstate(buckets: Record<'default' | 'lab', ObjectStore>, size: EstateSize): Promise<void> {
  const home = new OlderGateway(buckets.default)
  for (const [at, zone] of estateZones.entries()) {
    const bucketName = at % 2 === 0 ? 'default' : 'lab'
    const directory = at < 2 ? '' : `zones/${zone}`
    if (at >= 2) await home.registerZone(zone, ownerOf(at), { bucketName, directory })
    await leaveZone(buckets[bucketName], directory, at, size)
  }
}

async function leaveZone(bucket: ObjectStore, directory: string, zone: number, { clients, weeks, items }: EstateSize) {
  const older = new OlderGateway(bucket, directory)
  const own = Array.from({ length: clients }, (_, at) => at).filter(at => at % estateZones.length === zone)
  const idOf = (client: number) => hex(`client ${client}`, 64)
  await fewAtOnce(own, atOnce, at => older.addClient(idOf(at), ownerOf(at), { timestampCreated: begin + at }))
  await older.addResource(`camera ${zone}`, ownerOf(zone))
  const owners = Map.groupBy(own, ownerOf)
  await fewAtOnce([...owners], atOnce, ([owner, theirs]) => older.addUser(owner, theirs.map(idOf)))
  const put = (key: string, text: string) =>
    bucket.put(directory === '' ? key : `${directory}/${key}`, Buffer.from(text))
  await put(`clients/${hex(`broken ${zone}`, 64)}`, '{')
  const all: LoggedItem[] = []
  const archives = Array.from({ length: weeks }, (_, at) => {
    const time = begin + at * week
    const logged = Array.from({ length: items }, (_, item): LoggedItem => {
      const client = own[(at + item) % Math.max(1, own.length)]
      const request = {
        payload: payloadOf(zone, at, item),
        ...(client !== undefined && { fromClientId: idOf(client) })
      }
      const response = { found: item % 5 !== 0, size: 10 }
      return { request, response, requestTimestamp: time + item, ...defined({ zone: estateZones[zone] }) }
    })
    all.push(...logged)
    return { time: time + week, logged, isMalformed: at % 26 === 1 }
  })
  await fewAtOnce(archives, atOnce, async ({ time, logged, isMalformed }) => {
    if (isMalformed)
      await put(`logs/log-${new Date(time).toISOString()}.json`, `${JSON.stringify(logged).slice(0, -9)}`)
    else await older.archive(logged, time)
  })
  await older.writeUsage(all, begin + weeks * week)
}

const payloadOf = (zone: number, at: number, item: number) =>
  item % 3 === 0
    ? { type: 'finalizeFileUpload', objectKey: `uploads/${zone}/${at}/${item}`, size: 10 }
    : { type: 'findFile', hash: hex(`file ${item}`, 40) }
