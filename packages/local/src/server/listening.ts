/** Beginning to listen, on the loopback alone, and ending it. */
import type { Server } from 'node:http'
import { StartError, systemCode } from '../start-error.ts'

/** Answers the port. 0: any free one. Throws StartError where it cannot be used. */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error) => reject(portError(error, port))
    server.once('error', refused)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refused)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** Requests in flight have `patience` ms to finish. */
export function closeServer(server: Server, patience: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => server.closeAllConnections(), patience)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function portError(error: Error, port: number): Error {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} is taken, perhaps by another gateway; end that, or choose another port with --port (0: any free one).`,
        error
      )
    case 'EACCES':
      return new StartError(`Port ${port} is for the system’s own programs; choose one above 1023 with --port.`, error)
    default:
      return error
  }
}
