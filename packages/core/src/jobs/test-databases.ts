/**
 * Operation testDatabases: whether registry and ephemeral store take a record, give it back and forget it. What is left
 * where one fails in between: one record of the registry, the same each time, and a found file that expires.
 */
import type { GatewayDeps } from '../deps.ts'
import { databaseTrouble, OtherContent } from '../stores/database-trouble.ts'
import { withTimeout } from '../with-timeout.ts'

export const databaseSteps = ['write', 'read', 'remove'] as const
type StepName = (typeof databaseSteps)[number]

export interface TestedDatabase {
  database: 'registry' | 'ephemeral'
  ok: boolean
  /** Those after one that failed are left out. `problem`: what is the matter and what to do. Times in ms. */
  steps: { step: StepName; ok: boolean; ms: number; problem: string | null }[]
}

/** ms for all steps of one: a request is answered within 10 s. */
const patience = 8_000
const expiry = 60_000

type Steps = Record<StepName, () => Promise<void>>

export async function testDatabases(deps: GatewayDeps): Promise<TestedDatabase[]> {
  return Promise.all([tested(deps, 'registry', registrySteps(deps)), tested(deps, 'ephemeral', ephemeralSteps(deps))])
}

async function tested(deps: GatewayDeps, database: TestedDatabase['database'], work: Steps): Promise<TestedDatabase> {
  const steps: TestedDatabase['steps'] = []
  const until = deps.now() + patience
  for (const step of databaseSteps) {
    const began = deps.now()
    const failure = await withTimeout(
      until - began,
      work[step]().then(() => undefined, withReason),
      () => withReason(new Error('no answer in time'))
    )
    const ms = deps.now() - began
    const { said, todo } = failure === undefined ? { said: '', todo: '' } : databaseTrouble(failure.reason)
    steps.push({ step, ok: failure === undefined, ms, problem: failure === undefined ? null : sentences(said, todo) })
    if (failure !== undefined) {
      deps.logger.warn('database.test_failed', { database, step, ms, reason: String(failure.reason) })
      break
    }
  }
  return { database, ok: steps.every(({ ok }) => ok), steps }
}

const withReason = (reason: unknown) => ({ reason })
const sentences = (said: string, todo: string) => `${capital(said)}. ${capital(todo)}.`
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function registrySteps({ registry, randomHex }: GatewayDeps): Steps {
  const key = { kind: 'job', id: 'database-test' } as const
  const value = { test: randomHex(16) }
  let version = 0
  return {
    async write() {
      const { created, entry } = await registry.create(key, value, { overTombstone: true })
      const written = created ? entry : await registry.replace(key, value, entry.version)
      if (written === undefined) throw new OtherContent()
      version = written.version
    },
    async read() {
      if ((await registry.get(key))?.value.test !== value.test) throw new OtherContent()
    },
    async remove() {
      if (!(await registry.erase(key, version))) throw new OtherContent()
    }
  }
}

function ephemeralSteps({ foundFiles, randomHex, now }: GatewayDeps): Steps {
  // No zone has such a name.
  const [zone, hash] = ['database test', randomHex(20)]
  const file = { zone, hash, size: 1, bucketUri: 'test', objectKey: 'test' }
  return {
    write: () => foundFiles.rememberFound(file, now(), now() + expiry),
    async read() {
      if ((await foundFiles.findFound(zone, hash, now())) === undefined) throw new OtherContent()
    },
    async remove() {
      await foundFiles.forgetFound(zone, hash, now())
      if ((await foundFiles.findFound(zone, hash, now())) !== undefined) throw new OtherContent()
    }
  }
}
