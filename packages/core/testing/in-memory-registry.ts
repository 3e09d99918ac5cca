/**
 * A registry for tests, in memory: passes registry.contract.ts and keeps what was asked of it, so that a test can show
 * that nothing was read or written.
 */
import { stored } from '../../leak-check/src/watch.ts'
import { errors } from '../src/errors.ts'
import { itemKey, ownedBy, sortKeyOf, valueText } from '../src/stores/dynamodb/item.ts'
import { foreignToken, pageToken, readPageToken } from '../src/stores/dynamodb/page-token.ts'
import type { CreateOptions, JsonObject, RecordKey, Registry, RegistryEntry } from '../src/stores/registry.ts'

type ListScope = Parameters<Registry['list']>[0]
type OwnerScope = Parameters<Registry['listByOwner']>[0]
type PageRequest = Parameters<Registry['list']>[1]
type ListedPage = Awaited<ReturnType<Registry['list']>>

interface RegistryCall {
  method: keyof Registry
  /** For the listings: their scope. */
  key: RecordKey | ListScope | OwnerScope
}

interface Kept {
  key: RecordKey
  state: RegistryEntry['state']
  /** JSON, so that nobody shares an object with the registry. */
  text: string
  version: number
  owner: string | undefined
}

export class InMemoryRegistry implements Registry {
  /** What was asked, in order, refused questions too. Set its length to 0 to start again. */
  readonly calls: RegistryCall[] = []
  readonly #kept = new Map<string, Kept>()
  /** One count for all records, so that a record that was erased and made anew never has an old version. */
  #lastVersion = 0

  async get(key: RecordKey): Promise<RegistryEntry | undefined> {
    this.calls.push({ method: 'get', key })
    const kept = this.#kept.get(nameOf(key))
    return kept && entryOf(kept)
  }

  async create(key: RecordKey, value: JsonObject, options: CreateOptions = {}) {
    this.calls.push({ method: 'create', key })
    const there = this.#kept.get(nameOf(key))
    const text = valueText(value)
    const free = there === undefined || (there.state === 'removed' && options.overTombstone === true)
    return free
      ? { created: true, entry: this.#keep(key, 'present', text, options.owner) }
      : { created: false, entry: entryOf(there) }
  }

  async replace(key: RecordKey, value: JsonObject, version: number, options: { owner?: string } = {}) {
    this.calls.push({ method: 'replace', key })
    const text = valueText(value)
    const there = this.#present(key, version)
    return there && this.#keep(key, 'present', text, options.owner ?? there.owner)
  }

  async remove(key: RecordKey): Promise<void> {
    this.calls.push({ method: 'remove', key })
    const there = this.#kept.get(nameOf(key))
    if (there?.state !== 'removed') this.#keep(key, 'removed', there?.text ?? '{}', undefined)
  }

  async erase(key: RecordKey, version: number): Promise<boolean> {
    this.calls.push({ method: 'erase', key })
    return this.#present(key, version) !== undefined && this.#kept.delete(nameOf(key))
  }

  async list(scope: ListScope, page: PageRequest): Promise<ListedPage> {
    this.calls.push({ method: 'list', key: scope })
    const { kind, zone, idPrefix = '' } = scope
    sortKeyOf(idPrefix)
    const after = page.after === undefined ? undefined : readPageToken(page.after)
    if (after && (after.zone !== zone || !after.id.startsWith(idPrefix))) throw foreignToken()
    return this.#page(page, ({ key }) => key.kind === kind && key.zone === zone && key.id.startsWith(idPrefix))
  }

  async listByOwner(scope: OwnerScope, page: PageRequest): Promise<ListedPage> {
    this.calls.push({ method: 'listByOwner', key: scope })
    const { kind, idPrefix = '' } = scope
    ownedBy(kind, scope.owner)
    if (page.after !== undefined && !readPageToken(page.after).id.startsWith(idPrefix)) throw foreignToken()
    const isMeant = ({ key, owner }: Kept) => key.kind === kind && owner === scope.owner && key.id.startsWith(idPrefix)
    return this.#page(page, isMeant)
  }

  #present(key: RecordKey, version: number): Kept | undefined {
    const kept = this.#kept.get(nameOf(key))
    return kept?.state === 'present' && kept.version === version ? kept : undefined
  }

  #keep(key: RecordKey, state: Kept['state'], text: string, owner: string | undefined): RegistryEntry {
    if (owner !== undefined) ownedBy(key.kind, owner)
    stored(`record ${key.kind} ${key.zone ?? ''} ${key.id}`, text)
    const kept = { key: { ...key }, state, text, version: ++this.#lastVersion, owner }
    this.#kept.set(nameOf(key), kept)
    return entryOf(kept)
  }

  #page({ limit, after }: PageRequest, wanted: (kept: Kept) => boolean): ListedPage {
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
      throw errors.badRequest('limit must be a whole number from 1 to 1000')
    }
    const from = after === undefined ? undefined : readPageToken(after)
    const rest = [...this.#kept.values()]
      .filter(kept => kept.state === 'present' && wanted(kept))
      .sort((a, b) => comparePlaces(a.key, b.key))
      .filter(({ key }) => from === undefined || comparePlaces(key, from) > 0)
    const items = rest.slice(0, limit).map(kept => ({
      key: { ...kept.key },
      entry: entryOf(kept),
      place: pageToken(kept.key)
    }))
    const last = items.at(-1)
    return last !== undefined && rest.length > limit ? { items, next: last.place } : { items }
  }
}

/** Refuses the names that the real one refuses. */
const nameOf = (key: RecordKey) => JSON.stringify(itemKey(key))

const entryOf = ({ state, text, version }: Kept): RegistryEntry => ({ state, value: JSON.parse(text), version })

type Place = { zone?: string | undefined; id: string }
const comparePlaces = (a: Place, b: Place) => compareBytes(a.id, b.id) || compareBytes(a.zone ?? '', b.zone ?? '')
const compareBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
