/** Whether the database answers: this machine asks, which is not where the functions are. */
import { options, type Stage } from '../../stage.ts'
import type { Facts } from '../facts.ts'
import { type Finding, note, right, wrong } from '../finding.ts'

const about = 'MongoDB'

export async function checkMongo(
  ping: (uri: string) => Promise<void>,
  { secrets, ownDatabase }: Pick<Facts, 'secrets' | 'ownDatabase'>,
  at: Stage
): Promise<Finding[]> {
  if (await ownDatabase())
    return [
      note(about, 'the stage’s own is in a private network, which this machine does not reach', 'see the alarms below')
    ]
  const { config } = await secrets.get()
  if (config.mongo === undefined)
    return [note(about, 'not checked, because the stage has no MONGO_URI that could be right')]
  try {
    await ping(config.mongo.uri)
    return [right(about, 'its server answers (asked from this machine, not from AWS)')]
  } catch (error) {
    const said = error instanceof Error ? error.message : 'unknown'
    if (/auth/i.test(said))
      return [
        wrong(about, 'its server does not take the user and password', `npm run secret -- set MONGO_URI ${options(at)}`)
      ]
    return [
      wrong(
        about,
        `its server does not answer this machine (${said.replace(/\.$/, '')})`,
        'see whether it runs, and lets in this machine as well as AWS (Atlas: Network Access, 0.0.0.0/0)'
      )
    ]
  }
}
