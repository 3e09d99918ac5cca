/** Answers as settings of a stage, and back: the operator's own file keeps them, so that the next run knows them. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type OwnStages,
  ownStagesFile,
  ownStagesText,
  readOwnStages
} from '@kachery-gateway/functions/lambda/own-stages.ts'
import * as z from 'zod'
import { OperatorError } from '../operator-error.ts'
import type { Stage } from '../stage.ts'
import { type Answers, type Given, none } from './questions.ts'

const Known = z.object({
  region: z.string(),
  administrators: z.array(z.string()).min(1),
  alarmEmail: z.string().optional(),
  domain: z
    .object({
      name: z.string(),
      certificateArn: z.string(),
      hostedZone: z.object({ id: z.string(), name: z.string() }).optional()
    })
    .optional()
})

export interface OwnFile {
  /** Answers that were given for the stage before. */
  before(stage: string): Given
  /** `moreSettings`: beside what was answered. Other settings of the stage, and other stages, stay. */
  write(answers: Answers, moreSettings: Record<string, unknown>): Promise<void>
  /** Beside those who administer the stage already, by their logins. Gives those that are new. */
  addAdministrators(
    at: Stage,
    logins: readonly string[],
    moreSettings: Record<string, unknown>,
    dryRun: boolean
  ): Promise<string[]>
}

/** `folder`: the checkout. */
export function ownFile(folder: string): OwnFile {
  const read = (): OwnStages => {
    try {
      return readOwnStages(folder)
    } catch (error) {
      throw new OperatorError(error instanceof Error ? error.message : `${ownStagesFile} can't be read.`, error)
    }
  }
  return {
    before: stage => {
      const known = Known.safeParse(read()[stage])
      return known.success ? { stage, ...answersIn(known.data) } : {}
    },
    async write(answers, moreSettings) {
      const stages = read()
      const settings = { ...settingsOf(answers, stages[answers.stage] ?? {}), ...moreSettings }
      await save(folder, { ...stages, [answers.stage]: settings })
    },
    async addAdministrators({ stage, region }, logins, moreSettings, dryRun) {
      const stages = read()
      const before = stages[stage] ?? { keepsData: true }
      const there = administratorsIn(before)
      const known = new Set(there.map(login => login.toLowerCase()))
      const more = logins.filter(login => !known.has(login.toLowerCase()))
      const settings = { region, ...before, administrators: [...there, ...more], ...moreSettings }
      if (!dryRun) await save(folder, { ...stages, [stage]: settings })
      return more
    }
  }
}

async function save(folder: string, stages: OwnStages): Promise<void> {
  const text = ownStagesText(stages)
  const path = join(folder, ownStagesFile)
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return
  // Whole or not at all, whenever it is interrupted.
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}

const administratorsIn = ({ administrators }: Record<string, unknown>) =>
  z.array(z.string()).safeParse(administrators).data ?? []

function settingsOf(answers: Answers, before: Record<string, unknown>): Record<string, unknown> {
  const { region, administrator, email, domain, certificate, 'hosted-zone': hostedZone = none } = answers
  const { alarmEmail: _, domain: __, administrators: ___, ...rest } = before
  const others = administratorsIn(before)
  const [id, name] = hostedZone.split(':')
  return {
    keepsData: true,
    ...rest,
    region,
    administrators: [administrator, ...others.filter(other => other.toLowerCase() !== administrator.toLowerCase())],
    ...(email === none ? {} : { alarmEmail: email }),
    ...(domain === none
      ? {}
      : {
          domain: {
            name: domain,
            certificateArn: certificate,
            ...(name === undefined ? {} : { hostedZone: { id, name } })
          }
        })
  }
}

function answersIn({ region, administrators, alarmEmail = none, domain }: z.infer<typeof Known>): Given {
  const [administrator = ''] = administrators
  const zone = domain?.hostedZone
  return {
    region,
    administrator,
    email: alarmEmail,
    domain: domain?.name ?? none,
    ...(domain === undefined ? {} : { certificate: domain.certificateArn }),
    'hosted-zone': zone === undefined ? none : `${zone.id}:${zone.name}`
  }
}
