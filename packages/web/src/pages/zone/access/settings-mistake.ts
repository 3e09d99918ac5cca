/** The first mistake of a settings file, found where it is written: by the very schema that the gateway reads it with. */
import { parseAuthorizationSettings } from '@kachery-gateway/core/model/authorization-settings.ts'

export interface Mistake {
  /** from 1 */
  line: number
  reason: string
}

export function mistakeOf(yaml: string): Mistake | undefined {
  const parsed = parseAuthorizationSettings(yaml)
  if (parsed.ok) return undefined
  const [, line = '1', reason = parsed.reason] = /^line (\d+): (.*)$/s.exec(parsed.reason) ?? []
  return { line: Number(line), reason }
}
