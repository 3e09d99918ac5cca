/** Usage as CSV (RFC 4180) for spreadsheets. */
import type { ClientUsage } from '@kachery-gateway/core/usage/client-usage.ts'

const columns = [
  'uploadSize',
  'uploadCount',
  'downloadSize',
  'downloadCount',
  'fallbackDownloadSize',
  'fallbackDownloadCount'
] as const

const header = [
  'upload bytes',
  'uploads',
  'download bytes',
  'downloads',
  'fallback download bytes',
  'fallback downloads'
]

/** `names`: heads of the columns before the numbers; `namesOf` a row's own. */
export function usageCsv<R extends ClientUsage>(
  names: string[],
  rows: readonly R[],
  namesOf: (row: R) => string[]
): string {
  const lines = [
    [...names, ...header],
    ...rows.map(row => [...namesOf(row).map(harmless), ...columns.map(column => String(row[column]))])
  ]
  return `${lines.map(line => line.map(field).join(',')).join('\r\n')}\r\n`
}

const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Spreadsheets take text that begins so for a formula; names come from anybody. */
const harmless = (text: string) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)
