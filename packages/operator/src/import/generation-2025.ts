/** A gateway of the 2025 generation: what its database holds, brought over, and what became of it. */
import { defined } from '@kachery-gateway/core/defined.ts'
import type { LoginKey } from '@kachery-gateway/core/ids/login-key.ts'
import type { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import {
  type Deps2025,
  importGeneration2025,
  type Outcome2025,
  type Source2025
} from '@kachery-gateway/core/moving/import-generation-2025.ts'
import { withoutCredentials } from '@kachery-gateway/core/stores/mongodb/without-credentials.ts'
import { MongoClient } from 'mongodb'
import { type Finding, lineOf, note, right } from '../doctor/finding.ts'
import { OperatorError } from '../operator-error.ts'
import type { AskedWork } from './command-line.ts'
import { readEnvFile } from './env-file.ts'
import type { ImportTools } from './import-all.ts'
import { linesOfOwners } from './import-records.ts'

/** ms */
const limit = 10_000

const said: Readonly<Record<Outcome2025, string>> = {
  brought: 'brought over',
  known: 'here already',
  removed: 'removed here, which stays so',
  malformed: 'not such a record',
  no_account: 'nobody knows whose it is: say it with --bind',
  no_bucket: 'without a bucket of its own: name its bucket in GATEWAY_CONFIG',
  place_taken: 'another zone has its name or its place already',
  too_many: 'its user has as many keys as one may have'
}

/** From the file of its variables to the last line. Throws OperatorError. */
export async function runGeneration2025(
  { screen, forPeople, readText }: ImportTools,
  { env, decided }: Extract<AskedWork, { kind: 'generation-2025' }>,
  open: () => Promise<Deps2025>
): Promise<void> {
  const variables = readEnvFile(await readText(env))
  const uri = variables.get('MONGO_URI')?.trim()
  if (!uri) throw new OperatorError(`${env} has no MONGO_URI: name the file with the 2025 gateway’s own.`)
  const source = { uri, ...defined({ database: variables.get('MONGO_DATABASE') }) }
  await bringGeneration2025(await open(), source, decided, finding => screen.out(lineOf(finding, forPeople)))
}

/** Throws OperatorError where the database does not answer. */
export async function bringGeneration2025(
  deps: Deps2025,
  { uri, database = 'kachery' }: { uri: string; database?: string },
  decided: ReadonlyMap<LoginKey, UserLabel>,
  tell: (finding: Finding) => void
): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: limit, connectTimeoutMS: limit })
  try {
    const db = client.db(database)
    const source: Source2025 = {
      users: () => db.collection('users').find({}),
      zones: () => db.collection('zones').find({})
    }
    const { owners, keys, zones } = await importGeneration2025(deps, source, decided)
    for (const [about, outcomes] of [
      ['keys', keys],
      ['zones', zones]
    ] as const)
      for (const [name, outcome] of Object.entries(outcomes)) {
        const mark = outcome === 'brought' || outcome === 'known' ? right : note
        tell(mark(about, `${name}: ${said[outcome]}`))
      }
    linesOfOwners(owners, false).forEach(tell)
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Mongo'))
      throw new OperatorError('The database does not answer: look at MONGO_URI.', withoutCredentials(error, uri))
    throw error
  } finally {
    await client.close().catch(() => undefined)
  }
}
