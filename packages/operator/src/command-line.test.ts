import { describe, expect, it } from 'vitest'
import { deployCommandLine } from './deploy/command-line.ts'
import { doctorCommandLine } from './doctor/command-line.ts'
import { importCommandLine } from './import/command-line.ts'
import { rollbackCommandLine } from './rollback/command-line.ts'
import { secretCommandLine } from './secret/command-line.ts'

const commands = {
  secret: { read: secretCommandLine, right: ['list', '--stage', 'lab'] },
  doctor: { read: doctorCommandLine, right: ['--stage', 'lab'] },
  deploy: { read: deployCommandLine, right: ['--stage', 'lab'] },
  rollback: { read: rollbackCommandLine, right: ['--stage', 'lab'] }
}

describe.each(Object.entries(commands))('npm run %s', (name, { read, right }) => {
  it('takes the region from the option, else from AWS_REGION, else as sst.config.ts does', () => {
    const regionOf = (words: string[], variables: Record<string, string>) => {
      const line: unknown = read([...right, ...words], variables)
      return JSON.stringify(line)
    }
    expect(regionOf(['--region', 'eu-west-1'], { AWS_REGION: 'eu-north-1' })).toContain('"region":"eu-west-1"')
    expect(regionOf([], { AWS_REGION: 'eu-north-1' })).toContain('"region":"eu-north-1"')
    expect(regionOf([], {})).toContain('"region":"us-east-1"')
  })

  it('gives help, whatever else is asked', () => {
    expect(read(['--help'], {})).toEqual({ kind: 'help' })
    expect(read(['-h', 'x'], { npm_config_stage: 'lab' })).toEqual({ kind: 'help' })
  })

  it('is wrong, and says in a sentence why, without a stage or with what it does not know', () => {
    const wrong: [string[], RegExp][] = [
      [right.slice(0, -2), new RegExp(`^Say which stage: npm run ${name} -- .*--stage NAME\\.$`)],
      [[...right.slice(0, -1), 'a/b'], /^That can't be a stage: a stage is named like/],
      [right.slice(0, -1), /^--stage needs a value\.$/],
      [[...right, '--region', 'Paris'], /^--region is a region such as eu-west-1\.$/],
      [[...right, '--nonsense'], /^There is no option --nonsense\.$/],
      [[...right, 'more'], /^There is nothing that "more" could mean here\.$/]
    ]
    for (const [words, problem] of wrong) {
      const line = read(words, {})
      expect(line).toMatchObject({ kind: 'wrong', problem: expect.stringMatching(problem) })
    }
    expect(read(right, { AWS_REGION: 'x' })).toMatchObject({ problem: 'AWS_REGION is a region such as eu-west-1.' })
  })

  it('is wrong where npm kept an option to itself, rather than work on another stage', () => {
    for (const option of ['stage', 'region'])
      expect(read(right, { [`npm_config_${option}`]: 'lab' })).toMatchObject({
        kind: 'wrong',
        problem: expect.stringMatching(/^Options go behind --: npm run /)
      })
  })
})

describe('npm run secret', () => {
  const read = (...words: string[]) => secretCommandLine([...words, '--stage', 'lab'], {})

  it('knows what may be set, and where from', () => {
    expect(read('set', 'MONGO_URI')).toMatchObject({ asked: { action: 'set', name: 'MONGO_URI' } })
    expect(read('set', 'GATEWAY_CONFIG', '--file', 'f')).toMatchObject({ asked: { file: 'f' } })
    expect(read('remove', 'MONGO_URI')).toMatchObject({ asked: { action: 'remove', name: 'MONGO_URI' } })
  })

  it('takes no value among its words, and repeats none', () => {
    for (const words of [
      ['set', 'MONGO_URI', 'mongodb://ada:geheim@x'],
      ['set', 'SESSION_KEY'],
      ['remove', 'geheim'],
      ['set']
    ])
      expect(read(...words).kind).toBe('wrong')
    expect(JSON.stringify(read('set', 'geheim'))).not.toContain('geheim')
    expect(JSON.stringify(read('set', 'MONGO_URI', 'mongodb://ada:geheim@x'))).not.toContain('geheim')
  })

  it('refuses a file where there is nothing to set', () => {
    expect(read('list', '--file', 'f')).toMatchObject({ problem: '--file goes with set only.' })
    expect(read('set', 'MONGO_URI', '--file', '')).toMatchObject({ problem: '--file needs the name of a file.' })
    expect(read('forget')).toMatchObject({ problem: 'Say what to do: set, list or remove.' })
  })
})

describe('npm run doctor', () => {
  it('takes an address without a path, and no other', () => {
    const read = (url: string) => doctorCommandLine(['--stage', 'lab', '--url', url], {})
    expect(read('http://127.0.0.1:6117/')).toMatchObject({ asked: { url: 'http://127.0.0.1:6117' } })
    for (const url of ['kachery.example', 'ftp://x', 'https://x/path', 'https://u:p@x', 'https://x?q', ''])
      expect(read(url)).toMatchObject({ kind: 'wrong', problem: expect.stringMatching(/^--url is an address/) })
  })
})

describe('npm run import', () => {
  const read = (...words: string[]) => importCommandLine(words, {})

  it('goes to a stage or into a data folder', () => {
    expect(read('--data', 'd', '--env', 'f')).toMatchObject({
      place: { data: 'd' },
      work: { kind: 'import', env: 'f' }
    })
    expect(read('--stage', 'lab', '--done', 'doctor')).toMatchObject({
      place: { at: { stage: 'lab' } },
      work: { kind: 'tick', tick: { step: 'doctor', done: true } }
    })
    expect(read('--stage', 'lab', '--env', 'f', '--bind', 'ann=@ann-smith,x@y.z=eve')).toMatchObject({
      work: {
        decided: new Map([
          ['ann', 'ann-smith'],
          ['x@y.z', 'eve']
        ])
      }
    })
  })

  it.each([
    [['--env', 'f'], /^Say which stage: npm run import -- --stage NAME --env FILE\.$/],
    [['--stage', 'lab'], /^Name the file of the older gateway’s variables: --env FILE\.$/],
    [['--stage', 'lab', '--data', 'd', '--env', 'f'], /^Say either --stage or --data\.$/],
    [['--stage', 'lab', '--done', 'x'], /^The steps are old-action, /],
    [['--stage', 'lab', '--done', 'deploy', '--undo', 'deploy'], /^Say either --done or --undo\.$/],
    [['--stage', 'lab', '--env', 'f', '--bind', 'ann'], /^--bind is OLD=LOGIN such as /],
    [['--stage', 'lab', '--env', 'f', 'more'], /^There is nothing that "more"/]
  ])('takes no %o', (words, problem) => {
    expect(read(...words)).toMatchObject({ kind: 'wrong', problem: expect.stringMatching(problem) })
  })
})

describe('npm run rollback', () => {
  it('takes a commit, and nothing that git would take for an option', () => {
    const read = (to: string) => rollbackCommandLine(['--stage', 'lab', `--to=${to}`], {})
    expect(read('v1.2')).toMatchObject({ asked: { to: 'v1.2', dryRun: false, yes: false } })
    for (const to of ['--upload-pack=x', '', 'a b', '$(x)']) expect(read(to)).toMatchObject({ kind: 'wrong' })
  })
})
