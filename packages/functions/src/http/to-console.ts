/** A report for where there is no gateway yet, with a report of its own. */
import type { Report } from '@kachery-gateway/core/report.ts'

export const toConsole: Report = (level, event, fields) => console[level](JSON.stringify({ level, event, ...fields }))
