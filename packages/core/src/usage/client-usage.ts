/** The six numbers of one client, and their JSON as usage.json has it. */
import type { LongText } from './long-text.ts'
import { sortedById } from './sorted-by-id.ts'

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

/** Adds `{"<id>":{…},…}`, whatever the ids are: `__proto__` is one like any other. By id, so that equal usage is equal text. */
export const addUsageText = (
  text: LongText,
  usage: Iterable<readonly [string, ClientUsage]>,
  ownerOf: (client: string) => string
): Promise<LongText> =>
  addObjectText(text, usage, ([client, one]) => JSON.stringify({ ...one, ownerId: ownerOf(client) }))

export async function addObjectText<E extends readonly [string, unknown]>(
  text: LongText,
  entries: Iterable<E>,
  textOf: (entry: E) => string
): Promise<LongText> {
  text.add('{')
  await text.addAll(await sortedById(entries), entry => `${JSON.stringify(entry[0])}:${textOf(entry)}`)
  return text.add('}')
}
