import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

const read = (...words: string[]) => readCommandLine(words, '/home/ada', false)

describe('the command line', () => {
  it('may be empty', () => {
    expect(read()).toEqual({ kind: 'start', directory: '/home/ada/.kachery-gateway', port: 20117, open: false })
  })

  it('names a folder, below where one is or from the root, and a port', () => {
    expect(read('--data', 'lab', '--port', '8000')).toEqual({
      kind: 'start',
      directory: '/home/ada/lab',
      port: 8000,
      open: false
    })
    expect(read('--data=/srv/lab', '--port=0')).toEqual({ kind: 'start', directory: '/srv/lab', port: 0, open: false })
  })

  it('asks for a job, and says how it is to be done', () => {
    const run = { kind: 'run', directory: '/home/ada/.kachery-gateway' }
    expect(read('--run', 'archive-logs')).toEqual({
      ...run,
      request: { job: 'archive-logs', full: false, dryRun: false }
    })
    expect(read('--run', 'count-usage', '--full', '--zone', 'lab', '--data', '/x')).toEqual({
      kind: 'run',
      directory: '/x',
      request: { job: 'count-usage', full: true, dryRun: false, zone: 'lab' }
    })
    expect(read('--run=sweep', '--dry-run')).toMatchObject({ request: { job: 'sweep', dryRun: true } })
  })

  it.each([
    ['archive-log', 'There is no job "archive-log"; did you mean archive-logs?'],
    ['usage', 'There is no job "usage"; did you mean count-usage?'],
    ['check_zones', 'There is no job "check_zones"; did you mean check-zones?'],
    ['tidy', 'There is no job "tidy"; the jobs are archive-logs, count-usage, sweep, check-zones.'],
    ['', 'There is no job ""; the jobs are archive-logs, count-usage, sweep, check-zones.']
  ])('names no job with %j, and says which there are', (job, problem) => {
    expect(read('--run', job)).toEqual({ kind: 'wrong', problem })
  })

  it('asks for help', () => {
    expect(read('--help')).toEqual({ kind: 'help' })
    expect(read('-h')).toEqual({ kind: 'help' })
  })

  it.each([
    [['--port', 'abc'], /^--port is a number from 0 to 65535, not "abc"\.$/],
    [['--port', '65536'], /--port is a number/],
    [['--port', '-1'], /--port/],
    [['--port', '1e3'], /--port is a number/],
    [['--port', ''], /--port is a number/],
    [['--port'], /--port/],
    [['--data', ''], /--data needs the name of a folder/],
    [['--data'], /--data/],
    [['--prot', '1'], /--prot/],
    [['start'], /'start'\. Options go behind --: npm start -- --port N\.$/],
    [['20324'], /Options go behind --/],
    [['--help=yes'], /--help/],
    [['--run'], /--run needs a value/],
    [['--full'], /--full goes with --run JOB/],
    [['--zone', 'lab'], /--zone goes with --run JOB/],
    [['--dry-run'], /--dry-run goes with --run JOB/],
    [['--run', 'sweep', '--full'], /--full goes with --run count-usage alone/],
    [['--run', 'sweep', '--port', '0'], /--port means nothing with --run/]
  ])('is wrong as %j and says in one sentence why', (words, problem) => {
    const line = read(...words)
    expect(line).toMatchObject({ kind: 'wrong', problem: expect.stringMatching(problem) })
    expect(line.kind === 'wrong' && line.problem).toMatch(/^[^\n]{5,160}\.$/)
  })

  it('is wrong where npm kept options to itself, but still gives help', () => {
    const wrong = { kind: 'wrong', problem: 'Options go behind --: npm start -- --port N.' }
    expect(readCommandLine([], '/home/ada', true)).toEqual(wrong)
    expect(readCommandLine(['--data', 'lab'], '/home/ada', true)).toEqual(wrong)
    expect(readCommandLine(['--help'], '/home/ada', true)).toEqual({ kind: 'help' })
  })
})
