/** A deployed stage, an older gateway's variables and its buckets, which refuse to be written: what an import is tried on. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { InMemoryObjectStore } from '../../core/testing/in-memory-object-store.ts'
import { InMemoryRegistry } from '../../core/testing/in-memory-registry.ts'
import { OlderGateway, ReadOnlyObjectStore } from '../../core/testing/older-gateway.ts'
import { newClient } from '../../core/testing/test-gateway.ts'
import { givenByEnvironment } from '../../leak-check/src/environment.ts'
import { importCommandLine } from '../src/import/command-line.ts'
import { runImport, type StageImport } from '../src/import/run.ts'
import { runCommand } from '../src/run-command.ts'
import { ownFile } from '../src/setup/own-settings.ts'
import { completeStacks, FakeObjects, FakeParameters, fakeScreen, fakeStacks } from './fakes.ts'

export const place = (name: string) => `s3://${name}?region=us-east-1`
const entry = (name: string) => `  - name: ${name}
    bucketUri: ${place(name)}
    bucketCredentials: '{"accessKeyId": "a", "secretAccessKey": "geheim-${name}"}'
`
export const config = `zones:\n${entry('default')}${entry('lab')}`
const march = Date.UTC(2024, 2, 1)

export const variables = {
  MONGO_URI: 'mongodb://ada:geheim-mongo@mongo.example/',
  REACT_APP_GITHUB_CLIENT_ID: 'older-id',
  GITHUB_CLIENT_SECRET: 'geheim-github',
  REACT_APP_ADMIN_USERS: '["ada", "Grace"]',
  REACT_APP_RECAPTCHA_KEY: 'site-key',
  RECAPTCHA_SECRET_KEY: 'geheim-recaptcha',
  REACT_APP_THEME: 'dark',
  VERCEL_URL: 'x.vercel.app'
}
export async function importFixture(change: Record<string, string | undefined> = {}, stage = 'lab') {
  givenByEnvironment({ ...variables, GATEWAY_CONFIG: config })
  const [screen, parameters, objects] = [fakeScreen(), new FakeParameters(), new FakeObjects()]
  const folder = await mkdtemp(join(tmpdir(), 'import-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const registry = new InMemoryRegistry()
  const clientId = newClient().clientId
  const filled = { default: new InMemoryObjectStore(), lab: new InMemoryObjectStore() }
  await new OlderGateway(filled.default).addClient(clientId, 'ann')
  await filled.default.put('clients/broken', Buffer.from('{'))
  const lab = new OlderGateway(filled.lab)
  await lab.addUser('bob', [])
  const missed = { request: { payload: { type: 'findFile' } }, response: { found: false }, requestTimestamp: march }
  await lab.archive([{ ...missed, zone: 'lab' }], march)
  await lab.writeUsage([missed], march + 1)
  const buckets = new Map(Object.entries(filled).map(([name, bucket]) => [place(name), ReadOnlyObjectStore.of(bucket)]))
  const files: Record<string, string | undefined> = {
    'older.env': Object.entries({ ...variables, ...change })
      .map(([name, value]) => `${name}='${value ?? ''}'\n`)
      .join(''),
    'gateway.yaml': config
  }
  const deps: StageImport = {
    screen,
    parameters,
    objects,
    stacks: fakeStacks(completeStacks(stage)),
    forPeople: false,
    readText: async file => files[file] ?? '',
    now: () => Date.parse('2026-11-30T12:00:00Z'),
    own: ownFile(folder),
    credentials: async () => ({ accessKeyId: 'operator', secretAccessKey: 'geheim-operator' }),
    registry: async () => Object.assign(registry, { close: () => {} }),
    openBucket: async ({ uri }) => {
      const bucket = buckets.get(uri)
      if (bucket === undefined) throw new Error(`no bucket ${uri}`)
      return bucket
    },
    identities: () => undefined
  }
  const go = (words: string[]) =>
    runCommand(screen, 'the usage', importCommandLine(words, {}), async ({ place: where, work }) => {
      if (!('at' in where)) throw new Error('not a stage')
      return runImport(deps, where.at, work)
    })
  const settings = async () => JSON.parse(await readFile(join(folder, 'stages.local.json'), 'utf8').catch(() => 'null'))
  const writes = () => registry.calls.filter(({ method }) => !/^(get|list|listByOwner)$/.test(method))
  return { go, deps, screen, parameters, objects, registry, clientId, buckets, files, folder, settings, writes }
}
