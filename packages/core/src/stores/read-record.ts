/**
 * A record of the registry as its noun's schema has it. One that does not fit was written by somebody else, or by
 * another version: that is an error, since it must pass neither for a missing record nor for a right one.
 */
import type { z } from 'zod'
import { errors } from '../errors.ts'
import type { RecordKey } from './registry.ts'

/** Throws `registry.malformed_record`. */
export function readRecord<S extends z.ZodType>(schema: S, key: RecordKey, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  // The fields' names alone: their values may be what must not be in a log.
  const fields = new Set(result.error.issues.map(issue => issue.path.join('.') || 'all of it'))
  throw errors.recordMalformed(key.kind, new Error(`${key.zone ?? ''} ${key.id}: ${[...fields].join(', ')}`))
}
