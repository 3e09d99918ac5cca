/**
 * What the gateway tells its operators: one structured line each, for the log. `fields` hold no secrets: no tokens,
 * keys, credentials, cookies or presigned URLs.
 */
type Level = 'info' | 'warn' | 'error'
type Fields = Record<string, string | number | boolean | undefined>

export type Logger = Readonly<Record<Level, (event: string, fields?: Fields) => void>>

/** A logger that hands each line to `write`. */
export const loggerTo = (write: (level: Level, event: string, fields?: Fields) => void): Logger => ({
  info: (...line) => write('info', ...line),
  warn: (...line) => write('warn', ...line),
  error: (...line) => write('error', ...line)
})
