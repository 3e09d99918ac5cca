import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

const read = (...words: string[]) => readCommandLine(words, '/home/ada', false)

describe('the command line', () => {
  it('may be empty', () => {
    expect(read()).toEqual({ kind: 'start', directory: '/home/ada/.kachery-gateway', port: 20117 })
  })

  it('names a folder, below where one is or from the root, and a port', () => {
    expect(read('--data', 'lab', '--port', '8000')).toEqual({ kind: 'start', directory: '/home/ada/lab', port: 8000 })
    expect(read('--data=/srv/lab', '--port=0')).toEqual({ kind: 'start', directory: '/srv/lab', port: 0 })
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
    [['--help=yes'], /--help/]
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
