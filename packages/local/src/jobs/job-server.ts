/** Lets a person's `npm start -- --run JOB` have its job done by the gateway that has the data folder. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import type { Progress } from '@kachery-gateway/core/job-context.ts'
import type { JobResult } from '@kachery-gateway/core/model/job-result.ts'
import { JobReply, JobRequest } from './job-request.ts'
import type { JobRunner } from './job-runner.ts'
import { makePrivateSocket } from './private-socket.ts'

/** ms between two lines on progress. */
const progressEvery = 200

/** `place`: a file that says where the socket is. Answers how to end it. */
export async function startJobServer(runner: JobRunner, place: string): Promise<() => Promise<void>> {
  const socket = await makePrivateSocket()
  const connections = new Set<Socket>()
  const server = createServer(connection => {
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
    connection.on('error', () => connection.destroy())
    createInterface(connection).once('line', line => void answer(runner, line, connection))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket.path, resolve)
  })
  await writeFile(place, socket.path, { mode: 0o600 })
  return async () => {
    for (const connection of connections) connection.destroy()
    await new Promise(resolve => server.close(resolve))
    await socket.remove()
    await rm(place, { force: true })
  }
}

async function answer(runner: JobRunner, line: string, connection: Socket): Promise<void> {
  const say = (reply: JobReply) => void connection.write(`${JSON.stringify(reply)}\n`)
  try {
    const request = JobRequest.parse(JSON.parse(line))
    let said = 0
    const result = await runner.run(request, progress => {
      if (performance.now() - said < progressEvery) return
      said = performance.now()
      say({ kind: 'progress', progress })
    })
    say({ kind: 'result', result })
  } catch (error) {
    say({ kind: 'failed', message: error instanceof GatewayError ? error.message : 'The job could not be begun.' })
  }
  connection.end()
}

/** Throws an Error with a sentence where the gateway does not do it. */
export async function askRunningGateway(
  place: string,
  request: JobRequest,
  progress: (at: Progress) => void
): Promise<JobResult> {
  const path = await readFile(place, 'utf8')
  const connection = connect(path)
  connection.on('error', () => connection.destroy())
  connection.write(`${JSON.stringify(request)}\n`)
  for await (const line of createInterface(connection)) {
    const reply = JobReply.parse(JSON.parse(line))
    if (reply.kind === 'result') return reply.result
    if (reply.kind === 'failed') throw new Error(reply.message)
    progress(reply.progress)
  }
  throw new Error('The gateway ended before the job did; run it again, and it continues where it stopped.')
}
