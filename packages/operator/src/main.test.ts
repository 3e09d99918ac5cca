/** The commands as a newcomer meets them, in processes of their own: one sentence, an exit code, never a stack trace. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Without the credentials of whoever runs the tests, and without a network. */
const environment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1'
}

function run(command: string, words: string[], more: Record<string, string> = {}) {
  const child = spawn('node', ['scripts/node24.mjs', `packages/operator/src/${command}/main.ts`, ...words], {
    cwd: root,
    env: { ...environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk
    })
  return new Promise<{ code: number | null; output: string }>(resolve =>
    child.on('close', code => resolve({ code, output }))
  )
}

const commands: [name: string, words: string[]][] = [
  ['secret', ['list', '--stage', 'lab']],
  ['doctor', ['--stage', 'lab']],
  ['deploy', ['--stage', 'lab']],
  ['setup', ['--stage', 'lab', '--administrator', 'ada', '--email', 'none', '--yes']],
  ['import', ['--stage', 'lab', '--env', 'older.env']],
  ['adopt', ['--stage', 'lab', '--zone', 'default']],
  ['rollback', ['--stage', 'lab', '--dry-run']]
]

describe.each(commands)('npm run %s', (name, words) => {
  it('explains itself', async () => {
    const { code, output } = await run(name, ['--help'])
    expect(code).toBe(0)
    expect(output).toMatch(new RegExp(`^Usage: npm run ${name} -- [\\s\\S]*--stage NAME[\\s\\S]*--region R`))
  })

  it('ends with 2, a sentence and its usage where the command line is wrong', async () => {
    const { code, output } = await run(name, [...words, '--nonsense'])
    expect(code).toBe(2)
    expect(output).toMatch(new RegExp(`^There is no option --nonsense\\.\\n\\nUsage: npm run ${name} `))
  })

  it('ends with 1 and one sentence without credentials', async () => {
    expect(await run(name, words)).toEqual({
      code: 1,
      output: expect.stringMatching(/^There are no AWS credentials here: [^\n]+\.\n$/)
    })
  })

  it('ends with 1 and one sentence where AWS is not reached', async () => {
    const pair = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'geheim' }
    expect(await run(name, words, pair)).toEqual({
      code: 1,
      output: expect.stringMatching(/^AWS does not answer for region us-east-1 \(ECONNREFUSED\): [^\n]+\.\n$/)
    })
  })
})
