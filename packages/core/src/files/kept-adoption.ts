/** What the registry keeps of the adoption of a zone's files: what somebody asked for, and how far it is. */
import type { GatewayDeps } from '../deps.ts'
import { Adoption, type AdoptionSum } from '../model/adoption.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import { writeRecord } from '../stores/write-record.ts'

export const adoptionKey = (zone: string) => ({ kind: 'adoption', zone, id: 'adoption' }) as const

/** undefined: nobody has asked for it. */
export async function adoptionOf(
  { registry }: Pick<GatewayDeps, 'registry'>,
  zone: Pick<Zone, 'name'>
): Promise<Adoption | undefined> {
  return (await keptAdoption({ registry }, zone))?.adoption
}

export async function keptAdoption({ registry }: Pick<GatewayDeps, 'registry'>, zone: Pick<Zone, 'name'>) {
  const key = adoptionKey(zone.name)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return undefined
  return { adoption: readRecord(Adoption, key, entry.value), version: entry.version }
}

const nothing: AdoptionSum = { files: 0, bytes: 0 }

/** From the beginning; what is adopted already is found again without reading it. */
export async function askAdoption(
  deps: Pick<GatewayDeps, 'registry' | 'now'>,
  zone: Pick<Zone, 'name'>,
  phase: 'counting' | 'adopting'
): Promise<void> {
  const before = await adoptionOf(deps, zone)
  const { found = nothing, inPlace = 0, leftOut = {} } = phase === 'adopting' && before !== undefined ? before : {}
  const adoption = { phase, at: deps.now(), after: '', found, adopted: nothing, inPlace, leftOut }
  await writeRecord(deps.registry, adoptionKey(zone.name), recordOf(adoption))
}

export const recordOf = (adoption: Adoption) => ({
  ...adoption,
  found: { ...adoption.found },
  adopted: { ...adoption.adopted },
  leftOut: { ...adoption.leftOut }
})
