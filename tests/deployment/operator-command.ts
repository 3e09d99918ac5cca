/** The operator's commands as people call them, in processes of their own, against the stage `ci` of the emulator. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { needed } from '../../packages/client/src/needed.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Ended {
  code: number | null
  lines: string[]
}

interface Given {
  /** What comes by standard input. */
  input?: string
  /** A folder with programs that take the place of others. */
  path?: string
  more?: string[]
  /** Of the checkout; absent: this one. */
  folder?: string
}

/** `line`: as docs/hosting.md has it, of stage `ci`. */
export function operate(line: string, given: Given = {}): Promise<Ended> {
  const { input = '', path, more = [], folder = root } = given
  const { PATH = '', HOME = '' } = process.env
  const [command = '', ...words] = line.replace('npm run ', 'npm run --silent ').split(' ')
  const child = spawn(command, [...words, ...more], {
    cwd: folder,
    env: {
      PATH: path === undefined ? PATH : `${path}:${PATH}`,
      HOME,
      CI: '1',
      SST_TELEMETRY_DISABLED: '1',
      AWS_ENDPOINT_URL: needed('TEST_AWS_ENDPOINT'),
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1'
    }
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += chunk
    })
  }
  child.stdin.end(input)
  return new Promise(resolve =>
    child.on('close', code => resolve({ code, lines: output.split('\n').filter(text => text !== '') }))
  )
}
