/** Issue 13, number 22: JSON lines on a terminal. A person sees words there; a program that reads along sees JSON. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const logger = fileURLToPath(new URL('../../packages/local/src/stderr-logger.ts', import.meta.url))
const program = `import { terminalLogger } from '${logger}'; terminalLogger(process.stderr).warn('store.away', { during: 'a read' })`
const command = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program]

it('in a terminal a line is words', () => {
  // Python's own pty makes the terminal.
  const terminal = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'
  const { stdout, status } = spawnSync('python3', ['-c', terminal, ...command], { encoding: 'utf8' })
  expect([status, stdout.trim()]).toEqual([
    0,
    expect.stringMatching(/^\d\d:\d\d:\d\d warn store\.away during="a read"$/)
  ])
})

it('in a pipe it is JSON', () => {
  const [node = '', ...words] = command
  const { stderr, status } = spawnSync(node, words, { encoding: 'utf8' })
  expect([status, JSON.parse(stderr)]).toEqual([
    0,
    { time: expect.any(String), level: 'warn', event: 'store.away', during: 'a read' }
  ])
})
