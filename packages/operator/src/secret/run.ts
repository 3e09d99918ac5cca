/** What `npm run secret` does, and says. */
import { variables as meanings } from '@kachery-gateway/functions/config.ts'
import type { Screen } from '../run-command.ts'
import type { Stage } from '../stage.ts'
import { checkedValue } from './check-value.ts'
import type { SecretAction } from './command-line.ts'
import { type SecretDeps, type SecretName, type StageSecrets, secretNames, stageSecrets } from './secrets.ts'

export interface SecretCommand extends SecretDeps {
  screen: Screen
  /** Asked for once it is sure that the value has a place. */
  value(name: SecretName, file: string | undefined): Promise<string>
}

const soon = 'The gateway takes it into use within 5 minutes.'

export async function runSecret(deps: SecretCommand, asked: SecretAction, at: Stage): Promise<number> {
  const secrets = await stageSecrets(deps, at)
  switch (asked.action) {
    case 'list':
      for (const line of await listed(secrets)) deps.screen.out(line)
      break
    case 'set': {
      const value = checkedValue(asked.name, await deps.value(asked.name, asked.file))
      await secrets.write(asked.name, value)
      deps.screen.out(`${asked.name} of stage ${at.stage} is set. ${soon}`)
      break
    }
    case 'remove':
      deps.screen.out(
        (await secrets.remove(asked.name))
          ? `${asked.name} of stage ${at.stage} is removed. The gateway stops using it within 5 minutes.`
          : `${asked.name} of stage ${at.stage} was not set; nothing was changed.`
      )
  }
  return 0
}

async function listed(secrets: StageSecrets): Promise<string[]> {
  const states = await secrets.states()
  const width = Math.max(...secretNames.map(name => name.length))
  return secretNames.map(name => {
    const state = states.get(name)
    const said = state === undefined ? `not set  (${meanings[name]?.meaning ?? ''})` : `set${since(state.changed)}`
    return `${name.padEnd(width)}  ${said}`
  })
}

const since = (changed: Date | undefined) =>
  changed === undefined ? '' : `, changed ${changed.toISOString().slice(0, 16).replace('T', ' ')} UTC`
