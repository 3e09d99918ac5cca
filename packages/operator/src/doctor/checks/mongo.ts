/** Where ephemeral data is, and whether a database answers: this machine asks, which is not where the functions are. */
import { databaseTrouble } from '@kachery-gateway/core/stores/database-trouble.ts'
import { options, type Stage } from '../../stage.ts'
import { outputOf } from '../../stage-stacks.ts'
import type { Facts } from '../facts.ts'
import { type Finding, note, right, wrong } from '../finding.ts'

const about = 'MongoDB'

export async function checkMongo(
  ping: Ping,
  facts: Pick<Facts, 'secrets' | 'stacks' | 'ownDatabase'>,
  at: Stage
): Promise<Finding[]> {
  return [...(await current(ping, facts, at)), ...(await former(ping, facts, at))]
}

type Ping = (uri: string) => Promise<void>

async function current(
  ping: Ping,
  { secrets, stacks, ownDatabase }: Pick<Facts, 'secrets' | 'stacks' | 'ownDatabase'>,
  at: Stage
): Promise<Finding[]> {
  if (await ownDatabase())
    return [
      note(about, 'the stage’s own is in a private network, which this machine does not reach', 'see the alarms below')
    ]
  const { config, values } = await secrets.get()
  if (config.mongo === undefined) {
    const table = outputOf(await stacks.get(), 'storage', 'ephemeralTable', at)
    const instead = `found files and log items are in the table ${table}`
    if (!values.has('MONGO_URI')) return [right(about, `none is needed: ${instead}`)]
    return [note(about, `not checked, because MONGO_URI can’t be right; meanwhile ${instead}`)]
  }
  try {
    await ping(config.mongo.uri)
    return [right(about, 'its server answers (asked from this machine, not from AWS)')]
  } catch (error) {
    const { kind, said, todo } = databaseTrouble(error, 'this machine')
    if (kind === 'password') return [wrong(about, said, `npm run secret -- set MONGO_URI ${options(at)}`)]
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'unknown'
    return [wrong(about, `${said} (${reason})`, todo)]
  }
}

/** What waits there is archived; nothing else is asked of it. */
async function former(ping: Ping, { secrets }: Pick<Facts, 'secrets'>, at: Stage): Promise<Finding[]> {
  const { formerMongo } = (await secrets.get()).config
  if (formerMongo === undefined) return []
  const remove = `npm run secret -- remove FORMER_MONGO_URI ${options(at)}`
  try {
    await ping(formerMongo.uri)
    const said = 'log items that wait at the server of FORMER_MONGO_URI are archived from there'
    return [note(about, said, `14 days after the change, ${remove}`)]
  } catch {
    const said = 'the server of FORMER_MONGO_URI does not answer this machine, and nothing is archived without it'
    return [wrong(about, said, `start it again, or, where nothing can wait there, ${remove}`)]
  }
}
