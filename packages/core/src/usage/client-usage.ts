/** The six numbers of one client, and their JSON as usage.json has it. */

export interface ClientUsage {
  uploadSize: number
  uploadCount: number
  downloadSize: number
  downloadCount: number
  fallbackDownloadSize: number
  fallbackDownloadCount: number
}

export const noUsage = (): ClientUsage => ({
  uploadSize: 0,
  uploadCount: 0,
  downloadSize: 0,
  downloadCount: 0,
  fallbackDownloadSize: 0,
  fallbackDownloadCount: 0
})

export function addUsage(sum: ClientUsage, more: ClientUsage): void {
  sum.uploadSize += more.uploadSize
  sum.uploadCount += more.uploadCount
  sum.downloadSize += more.downloadSize
  sum.downloadCount += more.downloadCount
  sum.fallbackDownloadSize += more.fallbackDownloadSize
  sum.fallbackDownloadCount += more.fallbackDownloadCount
}

/** `{"<id>":{…},…}`, whatever the ids are: `__proto__` is one like any other. By id, so that equal usage is equal text. */
export function usageText(
  usage: Iterable<readonly [string, ClientUsage]>,
  ownerOf: (client: string) => string
): string {
  return objectText(usage, ([client, one]) => JSON.stringify({ ...one, ownerId: ownerOf(client) }))
}

export function objectText<E extends readonly [string, unknown]>(
  entries: Iterable<E>,
  textOf: (entry: E) => string
): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(entry => `${JSON.stringify(entry[0])}:${textOf(entry)}`).join(',')}}`
}
