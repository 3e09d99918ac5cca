/** The steps from an older gateway to this one, in their order, and which are done: the registry remembers. */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { readRecord } from '../stores/read-record.ts'

export const cutOverSteps = [
  'old-action',
  'last-archive',
  'deploy',
  'sign-in',
  'address',
  'doctor',
  'old-project'
] as const
export const CutOverStep = z.enum(cutOverSteps)
export type CutOverStep = z.infer<typeof CutOverStep>

/** When each was done, ms since the epoch; `begun`: the first import. */
const CutOver = z.partialRecord(z.enum(['begun', ...cutOverSteps]), z.number())
export type CutOver = z.infer<typeof CutOver>

const key = { kind: 'import', id: 'cut-over' } as const

type Deps = Pick<GatewayDeps, 'registry' | 'now'>

export async function readCutOver({ registry }: Pick<Deps, 'registry'>): Promise<CutOver> {
  const entry = await registry.get(key)
  return entry?.state === 'present' ? readRecord(CutOver, key, entry.value) : {}
}

/** Tries of a write that others keep overtaking. */
const tries = 5

/** Notes that a step is done, or that it is not. */
export async function noteCutOver(deps: Deps, step: keyof CutOver, done: boolean): Promise<CutOver> {
  const { registry, now } = deps
  for (let tried = 0; tried < tries; tried++) {
    const entry = await registry.get(key)
    const { [step]: before, ...others } = await readCutOver(deps)
    const next: CutOver = done ? { ...others, [step]: before ?? now() } : others
    const written =
      entry?.state === 'present'
        ? (await registry.replace(key, next, entry.version)) !== undefined
        : (await registry.create(key, next)).created
    if (written) return next
  }
  throw errors.storeUnavailable('the cut-over list', new Error('it is being changed all the time'))
}

/** ms for which a URL to upload to lives. */
const uploadLife = 3600_000

/** Whether a client may end here what it began at the older gateway. */
export async function mayEndOlderUploads(deps: Deps): Promise<boolean> {
  const { begun, address } = await readCutOver(deps)
  return begun !== undefined && (address === undefined || deps.now() - address < uploadLife)
}

/** Whether the older gateway serves people still: from the first import until its address leads here. */
export async function isSideBySide(deps: Pick<Deps, 'registry'>): Promise<boolean> {
  const { begun, address, 'old-project': end } = await readCutOver(deps)
  return begun !== undefined && address === undefined && end === undefined
}
