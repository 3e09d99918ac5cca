/**
 * The usage of a bucket's archives as docs/protocol.md says it is counted, with nothing of the code that counts it: all
 * in memory, from the first archive on.
 */
import type { InMemoryObjectStore } from './in-memory-object-store.ts'

const numbers = () => ({
  ...{ uploadSize: 0, uploadCount: 0, downloadSize: 0, downloadCount: 0 },
  ...{ fallbackDownloadSize: 0, fallbackDownloadCount: 0 }
})
type Numbers = ReturnType<typeof numbers>

interface LogItem {
  request: {
    type?: string
    payload?: { type?: string; objectKey: string; size: number; clientId: string; ownerId: string }
    fromClientId?: string
    githubUserId?: string
    clientId: string
    ownerId: string
    client?: { clientId: string; ownerId: string }
  }
  response: {
    found?: boolean
    size: number
    fallback?: boolean
    error?: string
    objectKey: string
    alreadyExists?: boolean
  }
  requestTimestamp: number
  requestHeaders: Record<string, string>
  zone?: string
}

/** Without its timestamp. */
export function recountedUsage(bucket: InMemoryObjectStore, zone: string) {
  const archives = [...bucket.objects]
    .filter(([key]) => /^(fallback-)?logs\//.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const items = archives.flatMap(([key, { bytes }]) =>
    (JSON.parse(Buffer.from(bytes).toString()) as LogItem[])
      .filter(item => (item.zone || 'default') === zone)
      .map(item => ({ ...item, fallbackLogs: key.startsWith('fallback') }))
  )
  const typeOf = ({ request }: LogItem) => request.type ?? request.payload?.type
  const offered = new Set(
    items.filter(item => typeOf(item) === 'initiateFileUpload').map(item => item.response.objectKey)
  )
  const finalized = new Set<string>()
  const owners = new Map<string, string>()
  const headers = new Map<string, Record<string, string>>()
  const days = new Map<string, Map<string, Numbers>>()
  const totals = new Map<string, Numbers>()
  const use = (client: string, time: number, add: (usage: Numbers) => void) => {
    const date = new Date(time).toISOString().slice(0, 10)
    const ofDay = days.get(date) ?? new Map<string, Numbers>()
    days.set(date, ofDay)
    for (const of of [ofDay, totals]) {
      const usage = of.get(client) ?? numbers()
      of.set(client, usage)
      add(usage)
    }
  }
  for (const item of items) {
    const { request, response, requestTimestamp, requestHeaders } = item
    const client = request.fromClientId ?? request.githubUserId ?? 'unknown'
    const type = typeOf(item)
    if (type === 'addClient')
      owners.set(request.payload?.clientId ?? request.clientId, request.payload?.ownerId ?? request.ownerId)
    if (type === 'migrateClient' && request.client) owners.set(request.client.clientId, request.client.ownerId)
    const counts =
      (type === 'findFile' && response.found === true) ||
      (type === 'finalizeFileUpload' && response.error === undefined)
    if (!counts) continue
    if (!headers.has(client)) headers.set(client, requestHeaders)
    if (type === 'findFile') {
      const kind = response.fallback || item.fallbackLogs ? 'fallbackDownload' : 'download'
      use(client, requestTimestamp, usage => {
        usage[`${kind}Count`] += 1
        usage[`${kind}Size`] += response.size
      })
      continue
    }
    const { objectKey, size } = request.payload ?? { objectKey: '', size: 0 }
    if (finalized.has(objectKey) || !offered.has(objectKey)) continue
    finalized.add(objectKey)
    use(client, requestTimestamp, usage => {
      usage.uploadCount += 1
      usage.uploadSize += size
    })
  }
  const ownerOf = (client: string) => owners.get(client) ?? (client.length < 64 && client !== 'unknown' ? client : '')
  const withOwners = (usage: Map<string, Numbers>) =>
    Object.fromEntries([...usage].map(([client, one]) => [client, { ...one, ownerId: ownerOf(client) }]))
  const infoOf = (of: Record<string, string>) => ({
    userAgent: of['user-agent'] ?? '',
    ...(of['x-real-ip'] === undefined ? {} : { ip: of['x-real-ip'] })
  })
  const clients = new Set([...owners.keys(), ...headers.keys()])
  return {
    clients: Object.fromEntries(
      [...clients].map(clientId => {
        const of = headers.get(clientId)
        return [
          clientId,
          { clientId, ownerId: ownerOf(clientId), ...(of === undefined ? {} : { headerInfo: infoOf(of) }) }
        ]
      })
    ),
    dailyUsage: [...days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([date, usage]) => ({ date, clientUsage: withOwners(usage) })),
    totalUsage: { clientUsage: withOwners(totals) }
  }
}
