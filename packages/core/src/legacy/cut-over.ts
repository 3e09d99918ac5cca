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

/** When each was done, ms since the epoch. */
const CutOver = z.partialRecord(CutOverStep, z.number())
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
export async function noteCutOver(deps: Deps, step: CutOverStep, done: boolean): Promise<CutOver> {
  const { registry, now } = deps
  for (let tried = 0; tried < tries; tried++) {
    const entry = await registry.get(key)
    const { [step]: before, ...others } = await readCutOver(deps)
    const next: CutOver = done ? { ...others, [step]: before ?? now() } : others
    const written =
      entry?.state === 'present'
        ? (await registry.replace(key, next, entry.version)) !== undefined
        : (await registry.create(key, next, { overTombstone: true })).created
    if (written) return next
  }
  throw errors.storeUnavailable('the cut-over list', new Error('it is being changed all the time'))
}
