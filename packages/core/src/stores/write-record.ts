/** A record as it is now to be, whatever was there: of two who write at once the later one counts. */
import type { CreateOptions, JsonObject, RecordKey, Registry } from './registry.ts'

export async function writeRecord(
  registry: Registry,
  key: RecordKey,
  value: JsonObject,
  options: Pick<CreateOptions, 'owner'> = {}
): Promise<void> {
  const { created, entry } = await registry.create(key, value, { ...options, overTombstone: true })
  if (!created) await registry.replace(key, value, entry.version, options)
}
