/**
 * Lines for the log, one JSON object each, with the id of the request that they belong to. Written past the console,
 * which Lambda would wrap in objects of its own; its level filter goes by `timestamp` and `level`.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { defined } from '@kachery-gateway/core/defined.ts'
import { type Logger, loggerTo } from '@kachery-gateway/core/logger.ts'

const current = new AsyncLocalStorage<string>()

/** What `work` reports carries the id, as API Gateway or Lambda has it. */
export const inRequest = <T>(requestId: string, work: () => T): T => current.run(requestId, work)

export function jsonLogger(write: (line: string) => void): Logger {
  return loggerTo((level, event, fields) => {
    const requestId = current.getStore()
    const line = {
      timestamp: new Date().toISOString(),
      level: level.toUpperCase(),
      event,
      ...defined({ requestId }),
      ...fields
    }
    write(`${JSON.stringify(line)}\n`)
  })
}

export const stdoutLogger: Logger = jsonLogger(line => process.stdout.write(line))
