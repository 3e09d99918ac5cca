/** `npm run import` into the data folder of a gateway on one machine, with the older gateway's bucket on a server. */
import { randomUUID } from 'node:crypto'
import { access, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { readConfig } from '@kachery-gateway/functions/config.ts'
import { openDataDirectory } from '@kachery-gateway/local/data/data-directory.ts'
import { Database } from '@kachery-gateway/local/embedded/database.ts'
import { openRegistry } from '@kachery-gateway/local/embedded/registry.ts'
import { importCommandLine } from '@kachery-gateway/operator/import/command-line.ts'
import { readEnvFile } from '@kachery-gateway/operator/import/env-file.ts'
import { runOnOneMachine } from '@kachery-gateway/operator/import/on-one-machine.ts'
import { runCommand } from '@kachery-gateway/operator/run-command.ts'
import { expect, it, onTestFinished } from 'vitest'
import { Killed } from '../../packages/core/testing/interrupted.ts'
import { OlderGateway } from '../../packages/core/testing/older-gateway.ts'
import { newClient } from '../../packages/core/testing/test-gateway.ts'
import { givenByEnvironment } from '../../packages/leak-check/src/environment.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'
import { fakeScreen } from '../../packages/operator/testing/fakes.ts'
import { startS3Server } from '../s3-server/s3-server.ts'

async function fixture() {
  const folder = await mkdtemp(join(tmpdir(), 'import-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const pair = { accessKeyId: `id${randomUUID()}`, secretAccessKey: randomUUID() }
  const server = await startS3Server({ bucket: 'older', pair })
  onTestFinished(() => server.close())
  const credentials = { ...pair, endpoint: server.endpoint }
  const bucket = openS3ObjectStore({ uri: 's3://older', credentials }, { now: Date.now, logger: testLogger() })
  const { clientId } = newClient()
  await new OlderGateway(bucket).addClient(clientId, 'ann')
  const config = `zones:\n  - name: default\n    bucketUri: s3://older\n    bucketCredentials: '${JSON.stringify(credentials)}'\n`
  const variables = { MONGO_URI: 'mongodb://a:geheim-mongo@127.0.0.1:1/', REACT_APP_ADMIN_USERS: '["ada"]' }
  givenByEnvironment({ ...variables, GATEWAY_CONFIG: config })
  const env = join(folder, 'older.env')
  await writeFile(
    env,
    Object.entries(variables)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join('')
  )
  await writeFile(join(folder, 'gateway.yaml'), config)
  const data = join(folder, 'data')
  const screen = fakeScreen()
  const tools = { screen, forPeople: false, readText: (file: string) => readFile(file, 'utf8'), now: Date.now }
  const go = (...words: string[]) =>
    runCommand(screen, 'the usage', importCommandLine(['--data', data, ...words], {}), ({ place, work }) =>
      runOnOneMachine(tools, 'data' in place ? place.data : '', work, {})
    )
  const whole = ['--env', env, '--config', join(folder, 'gateway.yaml')]
  const client = async () => {
    const directory = await openDataDirectory(data)
    const entry = await openRegistry(directory.database).get({ kind: 'client', zone: 'default', id: clientId })
    await directory.release()
    return entry?.state
  }
  /** Without times and versions. */
  const kept = async () => {
    const directory = await openDataDirectory(data)
    const registry = openRegistry(directory.database)
    const scopes = [
      { kind: 'import' } as const,
      ...(['client', 'client-word', 'import'] as const).map(kind => ({ kind, zone: 'default' }))
    ]
    const pages = await Promise.all(scopes.map(scope => registry.list(scope, { limit: 100 })))
    await directory.release()
    const names = pages.flatMap(({ items }) => items.map(({ key }) => `${key.kind} ${key.id}`))
    return { names, settings: await readFile(join(data, 'gateway.env'), 'utf8') }
  }
  return { go, whole, data, screen, bucket, client, clientId, kept, variables, config }
}

it('brings records into the data folder, writes the settings beside them, and nothing in the bucket', async () => {
  const { go, whole, data, screen, bucket, client, variables, config } = await fixture()
  const before = (await bucket.list('', { limit: 100 })).items
  expect(await go(...whole)).toBe(0)
  expect(screen.text()).toMatch(/^ok {5}records +zone default: 1 clients \(1 brought over\)$/m)
  expect(screen.text()).toMatch(
    /^ {2}\[ \] deploy +Start the gateway: set -a; \. '.*gateway\.env'; set \+a; npm start -- --data/m
  )
  expect(await client()).toBe('present')
  expect((await bucket.list('', { limit: 100 })).items).toEqual(before)
  const path = join(data, 'gateway.env')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const settings = readEnvFile(await readFile(path, 'utf8'))
  expect(Object.fromEntries(settings)).toEqual({ GATEWAY_CONFIG: config, ADMINISTRATORS: '["ada"]' })
  expect(readConfig(Object.fromEntries(settings)).problems).toEqual([])
  await go('--done', 'old-action')
  await go(...whole)
  expect(readEnvFile(await readFile(path, 'utf8')).get('MONGO_URI')).toBe(variables.MONGO_URI)
})

it('comes to the same end wherever it is killed between two writes and run again', async () => {
  const { go, whole, data, screen, kept, clientId } = await fixture()
  await go(...whole)
  const end = await kept()
  expect(end.names).toContain(`client ${clientId}`)
  const { write } = Database.prototype
  onTestFinished(() => void Object.assign(Database.prototype, { write }))
  let at = 0
  for (; ; at++) {
    let calls = 0
    await rm(data, { recursive: true })
    Object.assign(Database.prototype, {
      write(this: Database, ...given: Parameters<typeof write>) {
        return calls++ < at ? Reflect.apply(write, this, given) : Promise.reject(new Killed())
      }
    })
    const code = await go(...whole)
    Object.assign(Database.prototype, { write })
    if (calls <= at) break
    expect(code, `killed at write ${at}`).toBe(1)
    expect(await go(...whole), screen.errors()).toBe(0)
    expect(await kept(), `killed at write ${at}`).toEqual(end)
  }
  expect(at).toBeGreaterThan(5)
}, 60_000)

it('as a dry run makes not even the folder', async () => {
  const { go, whole, data, screen } = await fixture()
  expect(await go(...whole, '--dry-run')).toBe(0)
  expect(screen.text()).toMatch(/1 clients \(1 to bring over\)/)
  await expect(access(data)).rejects.toThrow()
})

it('refuses in one sentence while a gateway uses the folder', async () => {
  const { go, whole, data, screen } = await fixture()
  const running = await openDataDirectory(data)
  onTestFinished(() => running.release())
  expect(await go(...whole)).toBe(1)
  expect(screen.errors()).toMatch(
    /^Another gateway( \(process \d+\))? is using the data folder \S+; stop it, or [^\n]+\.$/
  )
})
