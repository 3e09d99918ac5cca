/**
 * Memory while a file is verified by reading it: a process of its own verifies by the S3 adapter what a server in this
 * one sends. Node itself lets some 64 MB of buffers that nobody uses any more lie before it collects them, so that a bare
 * reading is the floor, and what counts is that ten times the file takes no more.
 */
import { comparison } from './measure.ts'
import { growthOf } from './memory-growth.ts'
import { type BigObjectServer, serveBigObject } from './one-big-object.ts'
import { quartiles, type Row, size, times } from './table.ts'

const rounds = 3
const ratioTarget = 2

interface Served {
  server: BigObjectServer
  bytes: number
}

export async function verificationMemory(): Promise<Row[]> {
  const [warmUp, small, large] = await Promise.all([serve(1_000_000), serve(100_000_000), serve(1_000_000_000)])
  try {
    const measured = []
    for (let round = 0; round < rounds; round++) {
      const subject = await growth('verify', warmUp, large)
      measured.push({
        subject,
        bare: await growth('read', warmUp, large),
        tenth: await growth('verify', warmUp, small)
      })
    }
    const rows: Row[] = []
    for (const [what, floorName, floor] of [
      ['verifying 1 GB by reading: memory', 'bare reading', 'bare'],
      ['the same', 'verifying 100 MB', 'tenth']
    ] as const) {
      const compared = comparison(measured.map(({ subject, [floor]: costs }) => ({ subject, floor: costs })))
      const { ratio, ...costs } = compared
      rows.push({
        what,
        result: times(ratio),
        target: `≤ ${ratioTarget} ×`,
        met: ratio <= ratioTarget,
        against: `+${size(costs.subject)} : +${size(costs.floor)} of resident memory, ${floorName}; ${quartiles(compared)}`
      })
    }
    return rows
  } finally {
    for (const { server } of [warmUp, small, large]) server.close()
  }
}

const serve = async (bytes: number): Promise<Served> => ({ server: await serveBigObject(bytes), bytes })

function growth(how: 'verify' | 'read', ...objects: readonly Served[]): Promise<number> {
  const given = objects.flatMap(({ server, bytes }) => [server.endpoint, server.sha1, String(bytes)])
  return growthOf('verify-big-object.ts', [how, ...given])
}
