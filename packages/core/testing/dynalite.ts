/** A server of DynamoDB's API in this process, with one table's settings. */
import { once } from 'node:events'
import dynalite from 'dynalite'
import { testLogger } from '../../leak-check/src/watch.ts'

export async function startDynalite() {
  // In memory; it wants signed requests but knows no secrets.
  const server = dynalite({ createTableMs: 0 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address.')
  const options = {
    endpoint: `http://127.0.0.1:${address.port}`,
    table: 'a-table',
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  }
  return {
    options: { ...options, logger: testLogger() },
    stop() {
      server.close()
      server.closeAllConnections()
    }
  }
}
