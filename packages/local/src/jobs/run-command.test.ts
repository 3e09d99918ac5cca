/** Jobs by hand, in processes of their own, alone and beside a gateway that has the data folder. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { KacheryClient } from '../../../client/src/kachery-client.ts'
import { registerLocally } from '../../../client/src/register-locally.ts'
import { startTestGateway, temporaryDirectory } from '../../testing/test-local-gateway.ts'
import { Database } from '../embedded/database.ts'
import { openEmbeddedEphemeralStore } from '../embedded/ephemeral-store.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Its exit code, and what it said on each stream. */
async function run(directory: string, ...words: string[]) {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  const args = ['scripts/node24.mjs', 'packages/local/src/main.ts', '--data', directory, ...words]
  const child = spawn('node', args, { cwd: root, env: { PATH, HOME, NODE_COMPILE_CACHE } })
  onTestFinished(() => {
    child.kill('SIGTERM')
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (said.stdout += chunk))
  child.stderr.on('data', chunk => (said.stderr += chunk))
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, ...said }
}

const item = (n: number) => ({
  id: `item${n}`,
  item: {
    request: { payload: { type: 'findFile' } },
    response: { type: 'findFile', found: true, size: 3 },
    requestTimestamp: Date.UTC(2026, 0, 1) + n,
    requestHeaders: {},
    zone: 'default'
  }
})

async function withItems(count: number): Promise<string> {
  const directory = await temporaryDirectory()
  const database = Database.open(join(directory, 'gateway.sqlite'))
  const ephemeral = openEmbeddedEphemeralStore({ database })
  await ephemeral.addLogItems(Array.from({ length: count }, (_, n) => item(n)))
  await ephemeral.close()
  database.close()
  return directory
}

it('jobs are run by hand where no gateway runs, say what they did, and end with 0', async () => {
  const directory = await withItems(120)
  const dry = await run(directory, '--run', 'archive-logs', '--dry-run')
  expect(dry).toMatchObject({ code: 0, stderr: '' })
  expect(dry.stdout).toMatch(/^archive-logs \(dry run, nothing was changed\): done.*120 items/)
  const archive = await run(directory, '--run', 'archive-logs')
  expect(archive).toMatchObject({ code: 0, stderr: '' })
  expect(archive.stdout).toMatch(/^archive-logs: done, [\d.]+ s, 1 zone, 1 files, 120 items, [\d,]+ bytes\n$/)
  const count = await run(directory, '--run', 'count-usage', '--full')
  expect(count.stdout).toMatch(/^count-usage: done.*120 items/)
  for (const job of ['sweep', 'check-zones']) {
    const { code, stdout } = await run(directory, '--run', job)
    expect(stdout).toMatch(new RegExp(`^${job}: done`))
    expect(code).toBe(0)
  }
}, 120_000)

it('a gateway that runs on the same data does the job that is asked for in another terminal', async () => {
  const directory = await withItems(10)
  const gateway = await startTestGateway({ directory })
  const client = new KacheryClient(gateway.url, { seed: Buffer.alloc(32, 7) })
  await registerLocally(client, 'ada')
  await client.storeBytes(Buffer.from('a file'))
  const archive = await run(directory, '--run', 'archive-logs')
  expect(archive).toMatchObject({ code: 0, stderr: `The gateway that is running (process ${process.pid}) does it.\n` })
  expect(archive.stdout).toMatch(/^archive-logs: done/)
  expect(await gateway.gateway.logItems.zonesOfLogItems()).toEqual([])
  await run(directory, '--run', 'count-usage')
  const zone = gateway.gateway.configuredZones.get('default')
  if (zone === undefined) throw new Error('there is a default zone')
  const bucket = await gateway.gateway.openBucket(zone.bucket)
  const usage = JSON.parse(Buffer.from((await bucket.get('usage/usage.json', 1e6))?.bytes ?? []).toString())
  expect(usage.totalUsage.clientUsage.unknown).toMatchObject({ downloadCount: 10, downloadSize: 30 })
  expect(usage.totalUsage.clientUsage[client.clientId]).toMatchObject({ uploadCount: 1, uploadSize: 6, ownerId: 'ada' })
}, 120_000)

it('a zone that there is not ends it with 1, and is named', async () => {
  const { code, stdout } = await run(await temporaryDirectory(), '--run', 'sweep', '--zone', 'nowhere')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^sweep: failed in part.*\n {2}zone nowhere: There is no zone "nowhere"/)
})

it('a wrong job ends it with 2 and where the options are', async () => {
  const { code, stderr } = await run(await temporaryDirectory(), '--run', 'archive')
  expect(code).toBe(2)
  expect(stderr).toMatch(/^There is no job "archive"; did you mean archive-logs\? The options: npm start -- --help\n$/)
})
