/**
 * The operator's own file of stages, beside sst.config.ts and in no commit, so that updates never conflict with it:
 * `npm run setup` writes it, the stacks and the commands read it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { StageName } from './stage-name.ts'

export const ownStagesFile = 'stages.local.json'

/** By the stage's name; `region`: where it is, beside its settings, which the stacks check. */
const OwnStages = z.record(StageName, z.looseObject({ region: z.string().optional() }))
export type OwnStages = z.infer<typeof OwnStages>

/** None where there is no such file. Throws an Error with a sentence where it can't be read. */
export function readOwnStages(folder: string): OwnStages {
  const text = textOf(join(folder, ownStagesFile))
  if (text === undefined) return {}
  const parsed = OwnStages.safeParse(asJson(text))
  if (parsed.success) return parsed.data
  throw new Error(`${ownStagesFile} must be JSON such as {"prod": {"administrators": ["ada"]}}: mend it.`)
}

export const ownStagesText = (stages: OwnStages): string => `${JSON.stringify(stages, undefined, 2)}\n`

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
