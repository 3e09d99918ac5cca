import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { killedAt, type OnCall, wrapped } from '../../../core/testing/interrupted.ts'
import { fakeStacks } from '../../testing/fakes.ts'
import { config, importFixture, place, variables } from '../../testing/import-fixture.ts'
import type { StageImport } from './run.ts'

const secret = (name: string) => `/sst/kachery-gateway/lab/Secret/${name}/value`
const whole = ['--stage', 'lab', '--region', 'eu-west-1', '--env', 'older.env', '--config', 'gateway.yaml']

async function fixture(change: Record<string, string | undefined> = {}) {
  const given = await importFixture(change)
  return { ...given, go: (words = whole) => given.go(words) }
}

const done = (step: string) => ['--stage', 'lab', '--region', 'eu-west-1', '--done', step]

describe('npm run import', () => {
  it('takes the older names, sets secrets and settings, brings over records and ends with the list', async () => {
    const { go, screen, parameters, objects, registry, clientId, settings } = await fixture()
    expect(await go()).toBe(0)
    const text = screen.text()
    expect(text).toMatch(/^ok {5}variables +REACT_APP_ADMIN_USERS, which is ADMINISTRATORS here$/m)
    expect(text).toMatch(/^note {3}variables +not used here: REACT_APP_THEME$/m)
    expect(text).toMatch(/^ok {5}bucket +lab: reading and listing work$/m)
    expect(text).toMatch(/^ok {5}settings +RECAPTCHA_SECRET_KEY, RECAPTCHA_SITE_KEY: set$/m)
    expect(text).toMatch(
      /^note {3}settings +administrators: ada, Grace: they administer it from the next deployment on$/m
    )
    expect(text).toMatch(
      /^ok {5}records +zone default: 2 clients \(1 brought over, 1 malformed, which stay where they are\)$/m
    )
    expect(text).toMatch(/^note {3}records +zone default: clients\/broken is malformed$/m)
    expect(text).toMatch(/^ok {5}records +zone lab: 1 users \(1 brought over\)$/m)
    expect(text).toMatch(
      /^note {3}usage +zone lab: downloads of 2024-03-01: usage.json has 1 \(0 bytes\), the archives 0 \(0 bytes\); the older/m
    )
    expect(text).toMatch(/^ {2}\[ \] old-action +In the older gateway’s repository/m)
    expect(parameters.kept.get(secret('GITHUB_CLIENT_ID'))?.value).toBe('older-id')
    expect(parameters.kept.get(secret('RECAPTCHA_SITE_KEY'))?.value).toBe('site-key')
    expect(objects.kept.get('lab-settings/gateway-config.yaml')).toBe(config)
    expect(await settings()).toEqual({
      lab: { keepsData: true, region: 'eu-west-1', administrators: ['ada', 'Grace'], recaptcha: true }
    })
    expect(await registry.get({ kind: 'client', zone: 'default', id: clientId })).toMatchObject({ state: 'present' })
    expect(text).not.toContain('geheim')
  })

  it('sets MONGO_URI only when the older action is said to have stopped: two archivers must not meet', async () => {
    const { go, screen, parameters } = await fixture()
    await go()
    expect(parameters.kept.has(secret('MONGO_URI'))).toBe(false)
    expect(screen.text()).toMatch(/^note {3}settings +MONGO_URI: set by the import that follows the step old-action/m)
    expect(await go(done('old-action'))).toBe(0)
    expect(screen.text()).toMatch(/^ {2}\[x\] old-action .* \(done 2026-11-30\)$/m)
    await go()
    expect(parameters.kept.get(secret('MONGO_URI'))?.value).toBe(variables.MONGO_URI)
  })

  it('ticks steps in their order alone, remembers them, and takes them back', async () => {
    const { go, screen } = await fixture()
    expect(await go(done('deploy'))).toBe(1)
    expect(screen.errors()).toBe('The step old-action comes before deploy, and is not done.')
    await go(done('old-action'))
    expect(await go(done('last-archive'))).toBe(0)
    expect(screen.text().match(/\[x\]/g)).toHaveLength(3)
    await go(['--stage', 'lab', '--region', 'eu-west-1', '--undo', 'last-archive'])
    expect(screen.text().match(/\[x\]/g)).toHaveLength(4)
  })

  it('says every mistake by the older name and what to do, and changes nothing', async () => {
    const { go, screen, parameters, objects, settings, writes, files } = await fixture({
      REACT_APP_ADMIN_USERS: '["a b"]',
      MONGO_URI: 'mysql://ada:geheim-mongo@x',
      REACT_APP_GITHUB_CLIENT_ID: ''
    })
    files['gateway.yaml'] = config.replace('s3://lab', 'ftp://lab')
    expect(await go()).toBe(1)
    expect(screen.text()).toMatch(/^WRONG {2}variables +REACT_APP_ADMIN_USERS: must be a list of GitHub logins/m)
    expect(screen.text()).toMatch(/^WRONG {2}variables +MONGO_URI: must be mongodb:/m)
    expect(screen.text()).toMatch(/^WRONG {2}variables +REACT_APP_GITHUB_CLIENT_ID: must be given where/m)
    expect(screen.text()).toMatch(/^WRONG {2}variables +GATEWAY_CONFIG: "lab": bucketUri: /m)
    expect(screen.errors()).toMatch(/Nothing was changed\. Mend what is wrong, and run the import again\.$/)
    expect([parameters.kept.size, objects.kept.size, await settings(), writes()]).toEqual([0, 0, null, []])
    expect(screen.text() + screen.errors()).not.toContain('geheim')
  })

  it('stops before it changes anything where a bucket can’t be read', async () => {
    const { go, screen, parameters, buckets, writes } = await fixture()
    const { errors } = await import('@kachery-gateway/core/errors.ts')
    Object.assign(buckets.get(place('lab')) ?? {}, {
      list: async () => {
        throw errors.storeUnavailable('bucket lab', Object.assign(new Error('no'), { name: 'NoSuchBucket' }))
      }
    })
    expect(await go()).toBe(1)
    expect(screen.text()).toMatch(/^WRONG {2}bucket +lab: it does not work \(NoSuchBucket\): check its name/m)
    expect([parameters.kept.size, writes()]).toEqual([0, []])
  })

  it('as a dry run says the same and changes nothing', async () => {
    const { go, screen, parameters, objects, settings, writes } = await fixture()
    expect(await go([...whole, '--dry-run'])).toBe(0)
    expect(screen.text()).toMatch(/^ok {5}records +zone default: 2 clients \(1 to bring over/m)
    expect(screen.text()).toMatch(/^This was a dry run: nothing was changed\.$/m)
    expect([parameters.kept.size, objects.kept.size, await settings(), writes()]).toEqual([0, 0, null, []])
  })

  it('run again says that all is there, and leaves what the operator has set since', async () => {
    const { go, screen, parameters, objects } = await fixture()
    await go()
    await parameters.put(secret('GITHUB_CLIENT_ID'), 'newer-id', { secret: true, advanced: false })
    await parameters.put(secret('GITHUB_CLIENT_SECRET'), 'geheim-newer', { secret: true, advanced: false })
    const before = [...parameters.kept, ...objects.kept]
    const from = screen.text().length
    expect(await go()).toBe(0)
    const text = screen.text().slice(from)
    expect(text).toMatch(
      /^note {3}settings +GITHUB_CLIENT_SECRET, GITHUB_CLIENT_ID: the gateway has another, which stays/m
    )
    expect(text).toMatch(/^ok {5}settings +GATEWAY_CONFIG: set already$/m)
    expect(text).toMatch(/^ok {5}settings +administrators: the stage has them$/m)
    expect(text).toMatch(/zone default: 2 clients \(1 here already/)
    expect([...parameters.kept, ...objects.kept]).toEqual(before)
  })

  it('names what the older gateway removed after an import, and what to do', async () => {
    const { go, screen, buckets, clientId } = await fixture()
    await go()
    buckets.get(place('default'))?.objects.delete(`clients/${clientId}`)
    await go()
    expect(screen.text()).toContain(
      `zone default: the older gateway has removed clients/${clientId}, which is here: the next run of check-zones removes it, while both gateways serve`
    )
  })

  it('keeps what else the stage’s settings say', async () => {
    const { go, folder, settings } = await fixture()
    const before = { lab: { region: 'eu-west-1', trashDays: 30, administrators: ['ADA'] }, other: {} }
    await writeFile(join(folder, 'stages.local.json'), JSON.stringify(before))
    await go()
    expect(await settings()).toEqual({
      lab: { region: 'eu-west-1', trashDays: 30, administrators: ['ADA', 'Grace'], recaptcha: true },
      other: {}
    })
  })

  it('lists for a decision whom GitHub does not know, and binds as it was decided', async () => {
    const { go, deps, screen } = await fixture()
    const { UserLabel } = await import('@kachery-gateway/core/ids/user-label.ts')
    deps.identities = () => ({
      identify: async () => undefined,
      lookUp: async login =>
        login === 'ann-smith' ? { accountId: '7', login: UserLabel.parse('ann-smith') } : undefined
    })
    await go()
    expect(screen.text()).toMatch(
      /^note {3}owners +ann is nobody at GitHub any more: renamed or gone \(1 record since 2023-01-01\): ask who it is/m
    )
    await go([...whole, '--bind', 'ann=ann-smith'])
    expect(screen.text()).toMatch(/^ok {5}owners +ann is bound to its GitHub account$/m)
  })

  it('says where the stage is to be deployed first, in a sentence', async () => {
    const { go, deps, screen } = await fixture()
    deps.stacks = fakeStacks([])
    expect(await go()).toBe(1)
    expect(screen.errors()).toMatch(/^There is no stage lab in eu-west-1 of this AWS account/)
  })

  it.each([
    ['ADMINISTRATORS=x', /^2025.env has no MONGO_URI: name the file/],
    [
      "MONGO_URI='mongodb://ada:geheim-2025@127.0.0.1:1/'",
      /^The parameter \/kachery-gateway\/lab\/keys\/ENCRYPTION_KEY has no key, which a deployment makes: deploy the stage first\.$/
    ]
  ])('from 2025 says what is missing before it asks the database: %s', async (text, sentence) => {
    const { go, screen, files, writes } = await fixture()
    files['2025.env'] = text
    expect(await go(['--stage', 'lab', '--region', 'eu-west-1', '--from-2025', '2025.env'])).toBe(1)
    expect(screen.errors()).toMatch(sentence)
    expect(writes()).toEqual([])
  })

  it('comes to the same end wherever it is killed and run again', async () => {
    const kept = async ({ parameters, objects, settings, registry }: Awaited<ReturnType<typeof fixture>>) => [
      [...parameters.kept].map(([name, { value }]) => [name, value]).sort(),
      [...objects.kept],
      await settings(),
      (await registry.list({ kind: 'client', zone: 'default' }, { limit: 10 })).items.length
    ]
    const uninterrupted = await fixture()
    await uninterrupted.go()
    const end = await kept(uninterrupted)
    let at = 1
    for (; ; at++) {
      const given = await fixture()
      const whole = { ...given.deps }
      const killed = killedAt(at, 'after')
      Object.assign(given.deps, interruptedImport(whole, killed.onCall))
      const code = await given.go()
      if (killed.calls() < at) break
      expect(code, `killed after call ${at}`).toBe(1)
      Object.assign(given.deps, whole)
      expect(await given.go(), given.screen.errors()).toBe(0)
      expect(await kept(given), `killed after call ${at}`).toEqual(end)
    }
    expect(at).toBeGreaterThan(60)
  }, 60_000)
})

/** With a hand on every call to AWS, buckets, the registry and the file of stages. */
const interruptedImport = (deps: StageImport, onCall: OnCall): Partial<StageImport> => ({
  own: wrapped(deps.own, onCall),
  stacks: wrapped(deps.stacks, onCall),
  parameters: wrapped(deps.parameters, onCall),
  objects: wrapped(deps.objects, onCall),
  registry: async table => wrapped(await deps.registry(table), onCall),
  openBucket: async ref => wrapped(await deps.openBucket(ref), onCall)
})
