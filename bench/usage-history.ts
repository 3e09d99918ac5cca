/**
 * The usage of a year as count-usage leaves it, made directly: parts, state, checkpoint, and the names of archives that
 * nobody reads again; and new archives to count.
 */
import { createHash } from 'node:crypto'
import { type CheckpointContent, type Part, usageKeys } from '@kachery-gateway/core/usage/checkpoint.ts'
import { noUsage } from '@kachery-gateway/core/usage/client-usage.ts'
import type { LongText } from '@kachery-gateway/core/usage/long-text.ts'
import { dayText, stateText } from '@kachery-gateway/core/usage/parts.ts'
import { Tally } from '@kachery-gateway/core/usage/tally.ts'
import { noUploads, UploadKeys } from '@kachery-gateway/core/usage/upload-keys.ts'
import { sumOf, topClientsOf } from '@kachery-gateway/core/usage/usage-summary.ts'

export const dayMs = 24 * 3600_000
/** When the new archives begin. */
export const today = Date.UTC(2026, 0, 1)
const perArchive = 1000

const clientIds = (count: number) =>
  Array.from({ length: count }, (_, n) => createHash('sha256').update(`client ${n}`).digest('hex'))

export const archiveKey = (time: number) => `logs/log-${new Date(time).toISOString()}.json`

/** Of `items` log items in the days before today, by `clients` clients on each of `days` days. */
export async function usageHistory({
  items,
  days,
  clients
}: {
  items: number
  days: number
  clients: number
}): Promise<Map<string, Buffer>> {
  const objects = new Map<string, Buffer>()
  const ids = clientIds(clients)
  const archives = items / perArchive
  const begin = today - days * dayMs
  const keys = Array.from({ length: archives }, (_, n) => archiveKey(begin + Math.floor((n * days * dayMs) / archives)))
  for (const key of keys) objects.set(key, Buffer.alloc(0))

  const uploads = new UploadKeys(noUploads, today - 3 * dayMs)
  const ofThreeDays = Math.floor((items / days) * 3 * 0.1)
  for (let n = 0; n < ofThreeDays; n++) {
    uploads.advance(today - 3 * dayMs + Math.floor((n / ofThreeDays) * 100) * 1000_000)
    uploads.offer(`uploads/${n}`)
  }
  const total = { ...noUsage(), downloadCount: items / clients, downloadSize: items * 1000 }
  const headerInfo = { userAgent: 'python-requests/2.32', ip: '10.20.30.40' }
  const tally = new Tally(uploads)
  const at = archiveKey(begin)
  for (const id of ids)
    tally.know(id, { ownerId: `user-${id.slice(0, 6)}`, ownerAt: at, headerInfo, firstAt: at, total: { ...total } })
  const keep = async (key: string, text: LongText): Promise<Part> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of text.chunks()) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    objects.set(key, bytes)
    return { key, size: bytes.length }
  }
  const parts: CheckpointContent['days'] = {}
  for (let n = 0; n < days; n++) {
    const date = new Date(begin + n * dayMs).toISOString().slice(0, 10)
    const ofDay = new Map(
      ids.map(id => [id, { ...noUsage(), downloadCount: 50 + (n % 7), downloadSize: 123_456_789 + n }])
    )
    const part = await keep(`${usageKeys.days}${date}-history.json`, await dayText(date, ofDay, tally.ownerOf))
    parts[date] = { ...part, sum: sumOf(ofDay.values()) }
  }
  const checkpoint: CheckpointContent = {
    version: 1,
    token: 'history',
    items,
    logs: { through: keys.at(-1) ?? '', recent: keys.filter(key => key > archiveKey(today - 2 * dayMs)) },
    'fallback-logs': { through: '', recent: [] },
    time: today - 1,
    state: await keep(`${usageKeys.states}history.json`, await stateText(tally)),
    days: parts,
    top: await topClientsOf(tally)
  }
  objects.set(usageKeys.checkpoint, Buffer.from(JSON.stringify(checkpoint)))
  return objects
}

/** Items as the gateway records them, of one day. */
export function newItems(count: number, clients = 500): Record<string, unknown>[] {
  const ids = clientIds(clients)
  return Array.from({ length: count }, (_, n) => {
    const hash = createHash('sha1').update(String(n)).digest('hex')
    const time = today + Math.floor((n * dayMs) / count)
    const payload = { timestamp: time, hashAlg: 'sha1', hash, zone: 'default' }
    const place = `${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash}`
    const objectKey = `uploads/sha1/${place}/${hash.slice(0, 32)}`
    const [request, response] =
      n % 10 === 0
        ? [
            { type: 'initiateFileUpload', size: n, ...payload },
            { type: 'initiateFileUpload', alreadyExists: false, objectKey }
          ]
        : n % 10 === 1
          ? [{ type: 'finalizeFileUpload', objectKey, size: n, ...payload }, { type: 'finalizeFileUpload' }]
          : [
              { type: 'findFile', ...payload },
              {
                type: 'findFile',
                found: true,
                size: n,
                bucketUri: 's3://bench-files',
                objectKey: `sha1/${place}`,
                cacheHit: false
              }
            ]
    return {
      request: { payload: request, fromClientId: ids[n % clients] },
      response,
      requestTimestamp: time,
      elapsed: 12,
      requestHeaders: { 'user-agent': 'python-requests/2.32', 'x-real-ip': '10.20.30.40' },
      zone: 'default'
    }
  })
}

/** The same as archives of 1000 items each. */
export function newArchives(count: number): Map<string, Buffer> {
  const items = newItems(count)
  const archives = new Map<string, Buffer>()
  for (let n = 0; n < count; n += perArchive) {
    const text = `[\n${items
      .slice(n, n + perArchive)
      .map(item => JSON.stringify(item))
      .join(',\n')}\n]\n`
    archives.set(archiveKey(today + n), Buffer.from(text))
  }
  return archives
}
