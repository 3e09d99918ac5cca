/**
 * The registry's record of a zone's archives: the name of the last file, and while one is being made the plan for it. The
 * plan is written before the file, conditionally on the plan before, and by a run that has carried that one out itself:
 * so an item is in one plan only, and a plan's items end in the file that it names, whoever carries it out and how often.
 */

import * as z from 'zod'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { everyItem } from '../stores/every-item.ts'
import { keyOfItem, type LogItemKey, type StoredLogItem } from '../stores/log-items.ts'
import { readRecord } from '../stores/read-record.ts'
import type { JsonObject, RecordKey } from '../stores/registry.ts'

const Plan = z.object({
  /** The time in the file's name, ms since the epoch. */
  file: z.number(),
  /** Hex SHA-1 of its bytes: whether a file of that name is ours. */
  sha1: z.string(),
  /** Of its items, in their order. */
  ids: z.array(z.string()),
  /** The zone under which they wait, and their times (null: no number); absent in plans of earlier versions. */
  source: z.string().exactOptional(),
  times: z.array(z.number().nullable()).exactOptional()
})
export type ArchivePlan = z.infer<typeof Plan>

/** All of one zone, in their order; `sha1` of the file that they make. */
export function planFor(file: number, sha1: string, items: readonly StoredLogItem[]): ArchivePlan {
  const keys = items.map(keyOfItem)
  return {
    file,
    sha1,
    ids: keys.map(({ id }) => id),
    source: keys[0]?.zone ?? '',
    times: keys.map(({ requestTimestamp }) => requestTimestamp ?? null)
  }
}

export const keysOfPlan = ({ ids, source, times }: ArchivePlan): LogItemKey[] =>
  ids.map((id, at) => {
    const time = times?.[at]
    return {
      id,
      ...defined({ zone: source }),
      ...(typeof time === 'number' && { requestTimestamp: time })
    }
  })

const ArchiveState = z.object({ last: z.number(), plan: Plan.exactOptional() })
type ArchiveState = z.infer<typeof ArchiveState>

const archiveKey = (zone: ZoneName): RecordKey => ({ kind: 'archive', id: zone })

export class ArchiveRecord {
  readonly #deps: Pick<GatewayDeps, 'registry' | 'now'>
  readonly #key: RecordKey
  #state: ArchiveState
  #version: number

  private constructor(
    deps: Pick<GatewayDeps, 'registry' | 'now'>,
    key: RecordKey,
    state: ArchiveState,
    version: number
  ) {
    this.#deps = deps
    this.#key = key
    this.#state = state
    this.#version = version
  }

  static async open(deps: Pick<GatewayDeps, 'registry' | 'now'>, zone: ZoneName): Promise<ArchiveRecord> {
    const key = archiveKey(zone)
    const entry = (await deps.registry.get(key)) ?? (await deps.registry.create(key, { last: 0 })).entry
    return new ArchiveRecord(deps, key, readRecord(ArchiveState, key, entry.value), entry.version)
  }

  get plan(): ArchivePlan | undefined {
    return this.#state.plan
  }

  /** The time in the name of the last file, ms since the epoch; 0: there is none. */
  get last(): number {
    return this.#state.last
  }

  /** Later than the last file's, so that who has counted up to a name has missed none before it. */
  nextFile(): number {
    return Math.max(this.#deps.now(), this.#state.last + 1)
  }

  /** Throws `job.overtaken` where another run has planned since. */
  async decide(plan: ArchivePlan): Promise<void> {
    await this.#write({ last: Math.max(plan.file, this.#state.last), plan })
  }

  async clear(): Promise<void> {
    if (this.#state.plan !== undefined) await this.#write({ last: this.#state.last })
  }

  async #write(state: ArchiveState): Promise<void> {
    const { last, plan } = state
    const value: JsonObject = plan === undefined ? { last } : { last, plan: { ...plan } }
    const written = await this.#deps.registry.replace(this.#key, value, this.#version)
    if (written === undefined) throw errors.jobOvertaken(this.#key.id)
    this.#state = state
    this.#version = written.version
  }
}

/** The plan for the archive that is being made, or was made last; `version` changes whenever there is another, or none. */
export async function archivePlan(
  deps: Pick<GatewayDeps, 'registry'>,
  zone: ZoneName
): Promise<{ plan?: ArchivePlan | undefined; version: number }> {
  const key = archiveKey(zone)
  const entry = await deps.registry.get(key)
  if (entry?.state !== 'present') return { version: 0 }
  return { plan: readRecord(ArchiveState, key, entry.value).plan, version: entry.version }
}

/** Zones whose last plan may not have been carried out to the end. */
export async function zonesWithPlans(deps: Pick<GatewayDeps, 'registry'>): Promise<string[]> {
  const zones: string[] = []
  for await (const { key, entry } of everyItem(page => deps.registry.list({ kind: 'archive' }, page)))
    if ('plan' in entry.value) zones.push(key.id)
  return zones
}
