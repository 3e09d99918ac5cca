/** Each test file ends with a search for secrets in all that the gateway answered, logged and stored while it ran. */
import { afterAll } from 'vitest'
import { forgetFakeServers } from './fake-servers.ts'
import './interceptors/whole-process.ts'
import { beginWatch } from './watch.ts'

const watch = beginWatch()
forgetFakeServers()

afterAll(() => {
  const leaks = watch.leaks()
  if (leaks.length === 0) return
  const list = leaks.map(leak => `  ${leak}`).join('\n')
  throw new Error(
    `Secrets were found where they must not be:\n${list}\n` +
      'Take them out of what is answered, logged or stored. If one belongs there, say so in packages/leak-check/src/places.ts; ' +
      'if a server that answered only plays a part of the surroundings, make it a fakeServer (packages/leak-check/src/fake-servers.ts).'
  )
}, 120_000)
