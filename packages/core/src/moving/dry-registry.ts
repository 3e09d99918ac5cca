/** A registry that says what would be written, and writes nothing: what a dry run works on. */
import type { CreateOptions, JsonObject, RecordKey, Registry } from '../stores/registry.ts'

export function dryRegistry(registry: Registry): Registry {
  return {
    get: key => registry.get(key),
    list: (scope, page) => registry.list(scope, page),
    listByOwner: (scope, page) => registry.listByOwner(scope, page),
    async create(key: RecordKey, value: JsonObject, options: CreateOptions = {}) {
      const there = await registry.get(key)
      const free = there === undefined || (there.state === 'removed' && options.overTombstone === true)
      return free ? { created: true, entry: { state: 'present', value, version: 0 } } : { created: false, entry: there }
    },
    replace: async (_key, value, version) => ({ state: 'present', value, version: version + 1 }),
    remove: async () => {},
    erase: async () => true
  }
}
