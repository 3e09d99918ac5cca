/** What the gateway tells its operator: JSON lines on stderr for programs, plain ones where a person looks on. */
import { type Logger, loggerTo } from '@kachery-gateway/core/logger.ts'

interface Output {
  write(text: string): unknown
  isTTY?: boolean | undefined
}

/** Level `info` is left out: a quiet terminal is a good sign. */
export function terminalLogger(output: Output, now: () => Date = () => new Date()): Logger {
  return loggerTo((level, event, fields = {}) => {
    if (level === 'info') return
    const time = now().toISOString()
    const line =
      output.isTTY === true
        ? `${time.slice(11, 19)} ${level} ${event}${inWords(fields)}`
        : JSON.stringify({ time, level, event, ...fields })
    output.write(`${withoutSignatures(line)}\n`)
  })
}

/** Whoever reads a presigned URL may use it; errors of others may have one in their text. */
const withoutSignatures = (line: string): string => line.replace(/\?[^\s"'\\]*signature=[^\s"'\\]*/gi, '?…')

/** Quoted: what came from outside must not move the cursor. */
function inWords(fields: Record<string, string | number | boolean | undefined>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? JSON.stringify(value) : value}`)
    .join('')
}
