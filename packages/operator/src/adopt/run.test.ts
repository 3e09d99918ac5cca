import { adoptFiles } from '@kachery-gateway/core/files/adopt-files.ts'
import { JobContext } from '@kachery-gateway/core/job-context.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { describe, expect, it } from 'vitest'
import { testGateway, zoneName } from '../../../core/testing/test-gateway.ts'
import { fakeScreen } from '../../testing/fakes.ts'
import { runCommand } from '../run-command.ts'
import { adoptCommandLine } from './command-line.ts'
import { ask, tell } from './run.ts'

async function fixture() {
  const { deps, buckets, registry } = testGateway()
  const zone = await resolveZone(deps, zoneName('default'))
  const screen = fakeScreen()
  const go = (...words: string[]) =>
    runCommand(
      screen,
      'usage',
      adoptCommandLine(['--stage', 'lab', '--zone', 'default', ...words], {}),
      async asked => {
        await ask(deps, asked)
        await tell(deps, screen, asked, 'The job does it.')
        return 0
      }
    )
  const job = () => adoptFiles(deps, zone, new JobContext('default', { timeLeft: () => 600_000 }, () => false))
  return { go, job, screen, bucket: buckets.default, registry }
}

describe('npm run adopt', () => {
  it('counts first, then goes, and says how far it is', async () => {
    const { go, job, screen, bucket } = await fixture()
    await bucket.put('data/one.bin', Buffer.from('one'))
    await bucket.put('uploads/mine.bin', Buffer.from('mine'))
    expect(await go()).toBe(0)
    expect(await go('--go')).toBe(1)
    expect(await go('--count')).toBe(0)
    await job()
    await go()
    await go('--go')
    await job()
    await go()
    expect(screen.errors()).toBe('The files of zone default are not counted yet: first --count, then --go.')
    expect(screen.text()).toBe(`Nobody has asked to adopt the files of zone default. Begin with --count.
Counting: 0 files (0 bytes) so far. The job does it.
1 files (3 bytes) to adopt
0 files lie below sha1/ already, and stay as they are
1 objects are left out: uploads
Careful: what lies below uploads/ the gateway takes for unfinished uploads, and removes after a day.
Nothing is adopted yet. To adopt them: --go
Adopting: 0 files (0 bytes) of 1 files (3 bytes) so far. The job does it.
Adopted: 1 files (3 bytes). New files are adopted when you say --go again; changed ones within a day.`)
  })

  it('asked again while it goes on, does not begin anew', async () => {
    const { go, registry } = await fixture()
    await go('--count')
    registry.calls.length = 0
    await go('--count')
    expect(registry.calls.map(({ method }) => method)).not.toContain('replace')
  })

  it.each([
    [['--go', '--count'], 'Count first'],
    [['--zone', '../x'], 'Say which zone'],
    [['--data', 'x'], 'either --stage or --data'],
    [['more'], 'could mean']
  ])('refuses %j', async (words, problem) => {
    const { go, screen } = await fixture()
    expect(await go(...words)).toBe(2)
    expect(screen.errors()).toContain(problem)
  })
})
