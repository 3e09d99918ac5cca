/**
 * Lists of files: of a zone, the newest first, or those that are found by hash or name. A page asks the registry for its
 * lines, and then for each of its registrations, since what a line says is as old as the line, and for its downloads.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { lineTime, Registration, whenStored } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import type { ListedRecord, Page, RecordKey } from '../stores/registry.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'
import { downloadsOf } from './file-downloads.ts'
import { FileName, textsOf } from './file-name.ts'
import { hashInSearch, nameInSearch } from './hash-in-search.ts'
import { isOfZone, registrationId } from './registered.ts'

export interface ListedFile {
  zone: string
  hash: string
  /** null: nobody has computed it. */
  sha256: string | null
  /** bytes */
  size: number
  name: string | null
  /** null: nobody; it was there before files had readers. */
  owner: string | null
  clientId: string | null
  /** When it was stored, ms since the epoch. */
  at: number
  visibility: Registration['visibility']
  /** ms since the epoch */
  until: number | null
  /** Of the file, whoever has it; as they were counted last. */
  downloads: number
}

export const shownFile = async (deps: GatewayDeps, zone: Zone, registration: Registration): Promise<ListedFile> => ({
  zone: zone.name,
  hash: registration.hash,
  sha256: registration.sha256 ?? null,
  size: registration.size,
  name: registration.name ?? null,
  owner: registration.ownerId ?? null,
  clientId: registration.clientId ?? null,
  at: whenStored(registration),
  visibility: registration.visibility,
  until: registration.until ?? null,
  downloads: await downloadsOf(deps, zone, registration.hash)
})

/** A page may come back short, or empty, with a next. */
export async function listZoneFiles(deps: GatewayDeps, zone: Zone, input: ListInput): Promise<Listed<ListedFile>> {
  const { limit, after, search = '' } = input
  if (zone.files === undefined) return { items: [], next: null }
  const page = defined({ limit, after })
  const hash = hashInSearch(search)
  if (hash !== undefined) {
    const found = await deps.registry.list({ kind: 'registration', zone: zone.name, idPrefix: hash }, page)
    const all = found.items.map(({ key, entry }) => readRecord(Registration, key, entry.value))
    return listed(deps, zone, all, found)
  }
  if (search !== '') {
    const idPrefix = nameInSearch(search)
    const found = await deps.registry.list({ kind: 'file-name', zone: zone.name, idPrefix }, page)
    const named = found.items.map(({ key, entry }) =>
      namedRegistration(deps, key, readRecord(FileName, key, entry.value), idPrefix)
    )
    return listed(deps, zone, await Promise.all(named), found)
  }
  const found = await deps.registry.list({ kind: 'registration-line', zone: zone.name }, page)
  return listed(deps, zone, await Promise.all(found.items.map(({ key }) => registrationOfLine(deps, key))), found)
}

async function listed(
  deps: GatewayDeps,
  zone: Zone,
  all: (Registration | undefined)[],
  { next }: Page<ListedRecord>
): Promise<Listed<ListedFile>> {
  const shown = all
    .filter(registration => registration !== undefined)
    .filter(registration => registration.state === 'held' && isOfZone(zone, registration))
  return { items: await Promise.all(shown.map(one => shownFile(deps, zone, one))), next: next ?? null }
}

/** undefined: it is gone, or began anew and has another line. */
export async function registrationOfLine(deps: GatewayDeps, line: RecordKey): Promise<Registration | undefined> {
  const { zone = '', id } = line
  const registration = await heldRegistration(deps, { kind: 'registration', zone, id: id.slice(id.indexOf('/') + 1) })
  return registration !== undefined && id.startsWith(`${lineTime(registration)}/`) ? registration : undefined
}

/** undefined: it is gone, or is called something else by now. */
export async function namedRegistration(
  deps: GatewayDeps,
  { zone = '' }: RecordKey,
  { hash, ...holder }: FileName,
  begins: string
): Promise<Registration | undefined> {
  const id = registrationId(hash, holder)
  const registration = await heldRegistration(deps, { kind: 'registration', zone, id })
  const isFound = registration && textsOf(registration).some(text => text.startsWith(begins))
  return isFound ? registration : undefined
}

export async function heldRegistration(deps: GatewayDeps, key: RecordKey): Promise<Registration | undefined> {
  const entry = await deps.registry.get(key)
  if (entry?.state !== 'present') return undefined
  const registration = readRecord(Registration, key, entry.value)
  return registration.state === 'held' ? registration : undefined
}
