/** The six numbers of one client. The site uses it too. */

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
