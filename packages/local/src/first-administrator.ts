/**
 * Who administers the embedded zone: whoever signs in first. The zone's settings file is made at the first start and
 * says so; from the moment that it names anybody, signing in changes nothing in it.
 */
import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { parsingAuthorizationSettings } from '@kachery-gateway/core/model/authorization-settings.ts'
import type { User } from '@kachery-gateway/core/model/user.ts'
import type { Zone } from '@kachery-gateway/core/model/zone.ts'
import { inSlices } from '@kachery-gateway/core/time-slice.ts'
import { zoneKey } from '@kachery-gateway/core/zones/keys.ts'
import { maxSettingsBytes, settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import { applySwitches } from '@kachery-gateway/core/zones/settings-switches.ts'

const firstSettings = `# Who may do what in this zone. A change counts within a minute.

# Every registered client may store files.
allowPublicUpload: true

# Anyone may load files.
allowPublicDownload: true

# Who may do more, one line each. While nobody is in the list,
# whoever signs in next becomes the zone's administrator.
#   - { userId: ada, upload: true, download: true, admin: true }
authorizedUsers: []
`

export class FirstAdministrator {
  readonly #gateway: Pick<GatewayDeps, 'caches'>
  readonly #zone: Zone
  /** One after the other, so that only one finds the list empty. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(gateway: Pick<GatewayDeps, 'caches'>, zone: Zone) {
    this.#gateway = gateway
    this.#zone = zone
  }

  /** Writes the zone's settings where there are none. */
  async writeFirstSettings(): Promise<void> {
    if ((await this.#read()) === undefined) await this.#write(firstSettings)
  }

  /** Makes the user an administrator where there is nobody in the list; true: they have become one. */
  offer(user: User): Promise<boolean> {
    const turn = this.#last.then(() => this.#appoint(user))
    this.#last = turn.catch(() => {})
    return turn
  }

  async #appoint(user: User): Promise<boolean> {
    const text = await this.#read()
    if (text === undefined) return false
    const parsed = await inSlices(parsingAuthorizationSettings(text))
    if (!parsed.ok || parsed.settings.authorizedUsers.length > 0) return false
    const rights = { upload: true, download: true, admin: true }
    try {
      await this.#write(await applySwitches(text, { users: { [user.login]: rights } }))
      return true
    } catch (error) {
      // Nobody is kept from signing in by the way a file is written.
      if (error instanceof GatewayError && error.code === 'settings.not_switchable') return false
      throw error
    }
  }

  async #read(): Promise<string | undefined> {
    const file = await this.#zone.bucket.get(zoneKey(this.#zone, settingsKey), maxSettingsBytes)
    return file === undefined ? undefined : new TextDecoder().decode(file.bytes)
  }

  async #write(text: string): Promise<void> {
    const options = { contentType: 'application/yaml' }
    await this.#zone.bucket.put(zoneKey(this.#zone, settingsKey), new TextEncoder().encode(text), options)
    this.#gateway.caches.settings.delete(this.#zone.name)
  }
}
