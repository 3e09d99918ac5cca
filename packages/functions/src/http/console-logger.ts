/** The logger for where there is no gateway yet, with a logger of its own. */
import { type Logger, loggerTo } from '@kachery-gateway/core/logger.ts'

export const consoleLogger: Logger = loggerTo((level, event, fields) =>
  console[level](JSON.stringify({ level, event, ...fields }))
)
