import { mkdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownStagesFile } from '@kachery-gateway/functions/lambda/own-stages.ts'
import { describe, expect, it } from 'vitest'
import {
  at,
  completeStacks,
  FakeParameters,
  fakeRun,
  fakeScreen,
  fakeStacks,
  interruptedAt
} from '../../testing/fakes.ts'
import { recordBegun, recordDeployed } from '../deploy/deployed-commits.ts'
import type { Ended } from '../run-program.ts'
import { runRollback } from './run.ts'

const commit = (letter: string) => letter.repeat(40)
const [a, b, c] = [commit('a'), commit('b'), commit('c')]
const name = '/kachery-gateway/lab/deployed-commit'

interface Given {
  deployed?: { commit: string; changed?: boolean }[]
  /** What began after those and did not end. */
  begun?: string
  answer?: (line: string) => Partial<Ended> | undefined
  confirm?: (question: string) => Promise<boolean>
  folder?: string
}

async function fixture({
  deployed = [{ commit: a }, { commit: b }],
  begun,
  answer = () => undefined,
  confirm,
  folder = '/checkout'
}: Given = {}) {
  const [screen, parameters] = [fakeScreen(), new FakeParameters()]
  for (const { commit, changed = false } of deployed)
    await recordDeployed(parameters, 'lab', { commit, changed }, undefined)
  const now = () => Date.parse('2026-11-24T12:00:00Z')
  if (begun !== undefined) await recordBegun(parameters, 'lab', { commit: begun, changed: false }, now())
  const before = parameters.values.length
  const { run, lines } = fakeRun(line => {
    const [, revision] = /^git rev-parse --verify --quiet (.*)\^\{commit\}$/.exec(line) ?? []
    return answer(line) ?? (revision === undefined ? undefined : { output: `${revision === 'v1' ? c : revision}\n` })
  })
  const stacks = fakeStacks(completeStacks())
  const deps = { screen, parameters, run, stacks, folder, confirm, now }
  const go = (asked: { to?: string; dryRun?: boolean; yes?: boolean } = {}) =>
    runRollback(deps, { at, dryRun: false, yes: false, ...asked })
  /** Folders of a run have random names. */
  const ran = () => lines.map(line => line.replaceAll(/\/\S*kachery-gateway-rollback-\w+/g, '/tmp'))
  return {
    go,
    ran,
    screen,
    parameters,
    recorded: () =>
      parameters.values
        .slice(before)
        .filter(each => each.name === name)
        .map(({ value }) => value)
  }
}

describe('npm run rollback', () => {
  it('deploys the version before from a folder of its own, and writes that down', async () => {
    const { go, ran, recorded } = await fixture()
    expect(await go({ yes: true })).toBe(0)
    expect(ran()).toEqual([
      `/checkout$ git worktree add --detach /tmp/kachery-gateway ${a}`,
      '/tmp/kachery-gateway$ npm ci',
      '/tmp/kachery-gateway$ npx sst deploy --stage lab --region eu-west-1'
    ])
    expect(recorded()).toEqual([a])
  })

  it('deploys with the operator’s own settings of now, which are in no commit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rollback-test-'))
    await writeFile(join(folder, ownStagesFile), '{"lab":{"keepsData":true}}')
    const found: string[] = []
    const { go } = await fixture({
      folder,
      answer: line => {
        const [, checkout] = /^git worktree add --detach (\S+)/.exec(line) ?? []
        if (checkout !== undefined) mkdirSync(checkout)
        if (line.startsWith('npx sst')) found.push(readFileSync(join(made.at(-1) ?? '', ownStagesFile), 'utf8'))
        if (checkout !== undefined) made.push(checkout)
        return undefined
      }
    })
    const made: string[] = []
    expect(await go({ yes: true })).toBe(0)
    expect(found).toEqual(['{"lab":{"keepsData":true}}'])
    await rm(folder, { recursive: true })
  })

  it('asks once, saying that data stay, and does nothing where the answer is no', async () => {
    const asked: string[] = []
    const { go, ran, screen, recorded } = await fixture({
      confirm: async question => {
        asked.push(question)
        return false
      }
    })
    expect(await go()).toBe(0)
    expect(asked).toEqual(['Do it? (y/N) '])
    expect(screen.text()).toMatch(
      /Data, secrets, keys and stages\.local\.json stay as they are[\s\S]*Nothing was done\.$/
    )
    expect([ran(), recorded()]).toEqual([[], []])
  })

  it('does nothing where nobody can be asked', async () => {
    const { go, ran } = await fixture()
    await expect(go()).rejects.toThrow('Nobody is there to be asked: say --yes, or --dry-run.')
    expect(ran()).toEqual([])
  })

  it('tells its steps and takes none with --dry-run', async () => {
    const { go, ran, screen, recorded } = await fixture()
    expect(await go({ dryRun: true, yes: true })).toBe(0)
    expect(screen.text()).toContain(`goes from ${b}\nto ${a}:`)
    expect(screen.text()).toContain('npx sst deploy --stage lab --region eu-west-1')
    expect([ran(), recorded()]).toEqual([[], []])
  })

  it('goes to the very commit where what runs are changes upon it, and never to changes', async () => {
    const same = await fixture({ deployed: [{ commit: a }, { commit: b }, { commit: b, changed: true }] })
    await same.go({ yes: true })
    expect(same.recorded()).toEqual([b])
    const clean = await fixture({ deployed: [{ commit: a }, { commit: b, changed: true }, { commit: c }] })
    await clean.go({ yes: true })
    expect(clean.recorded()).toEqual([a])
  })

  it('goes to the last version that was deployed completely where one began and did not end', async () => {
    const { go, ran, recorded, screen, parameters } = await fixture({ begun: c })
    expect(await go({ yes: true })).toBe(0)
    expect(screen.text()).toContain(
      'A deployment of commit cccccccccccc began at 2026-11-24T12:00:00.000Z and did not end.'
    )
    expect(ran()[0]).toContain(b)
    // Once more, so that it is known to have ended after what failed.
    expect(recorded()).toEqual([b])
    expect(parameters.kept.has('/kachery-gateway/lab/deployment-begun')).toBe(false)
  })

  it('goes there by name, too, and elsewhere with --to; a rollback that fails has not ended', async () => {
    const named = await fixture({ begun: c })
    expect(await named.go({ yes: true, to: b })).toBe(0)
    const other = await fixture({ begun: c })
    await other.go({ yes: true, to: a })
    expect(other.recorded()).toEqual([a])
    const failing = await fixture({ answer: line => (line.startsWith('npx sst') ? { code: 3 } : undefined) })
    await expect(failing.go({ yes: true })).rejects.toThrow('ended with 3')
    expect(failing.parameters.kept.get('/kachery-gateway/lab/deployment-begun')?.value).toContain(a)
  })

  it('interrupted at any step and run again, ends as if it never had been', async () => {
    for (let step = 0; step < 20; step++) {
      const { go, parameters } = await fixture({ begun: c })
      if (!(await interruptedAt(parameters, step, () => go({ yes: true })))) return
      // The one that was interrupted may have come to its end but for its last word.
      await go({ yes: true, to: b }).catch(error => expect(String(error)).toContain('is the version that is deployed'))
      expect(parameters.kept.get(name)?.value, `step ${step}`).toBe(b)
      expect(parameters.kept.has('/kachery-gateway/lab/deployment-begun')).toBe(false)
    }
    throw new Error('it never ends')
  })

  it('goes to whatever commit it is told', async () => {
    const { go, recorded } = await fixture({ deployed: [] })
    await go({ to: 'v1', yes: true })
    expect(recorded()).toEqual([c])
  })

  it.each([
    ['nothing was written down', { deployed: [] }, {}, /No version of stage lab before the present one is known/],
    ['it was the only one', { deployed: [{ commit: a }] }, {}, /No version of stage lab before the present one/],
    ['it is what runs', {}, { to: b }, /is the version that is deployed; nothing was done/],
    [
      'the clone does not have it',
      { answer: (line: string) => (line.includes('rev-parse') ? { code: 1 } : undefined) },
      {},
      /This clone has no commit a+: get it with "git fetch --all --tags"/
    ],
    [
      'SST cannot deploy it',
      { answer: (line: string) => (line.includes('cat-file') ? { code: 128 } : undefined) },
      {},
      /has no sst\.config\.ts/
    ]
  ])('says so and runs nothing where %s', async (_, given, asked, problem) => {
    const { go, ran, recorded } = await fixture(given)
    await expect(go({ yes: true, ...asked })).rejects.toThrow(problem)
    expect([ran(), recorded()]).toEqual([[], []])
  })

  it.each([['git worktree add'], ['npm ci'], ['npx sst deploy']])(
    'deploys nothing more and writes nothing down where "%s" fails, and leaves no folder',
    async failing => {
      const removed: string[] = []
      const { go, recorded, parameters } = await fixture({
        answer: line => {
          if (line.startsWith('git worktree remove --force')) removed.push(line)
          return line.startsWith(failing) ? { code: 3 } : undefined
        }
      })
      await expect(go({ yes: true })).rejects.toThrow(/ended with 3, so .* above says why/)
      expect(recorded()).toEqual([])
      expect(parameters.kept.get(name)?.value).toBe(b)
      expect(removed).toHaveLength(1)
    }
  )
})
