/** docs/operations.md, held to the code: each command is run as it stands there, each event and job is looked for. */
import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { jobNames } from '@kachery-gateway/core/ids/job-name.ts'
import { schedule } from '@kachery-gateway/local/jobs/job-runner.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataFolder } from '../gateway-process/scratch-folder.ts'

const root = new URL('../../', import.meta.url)
const text = readFileSync(new URL('docs/operations.md', root), 'utf8')
const commands = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'))
const jobRows = text.split('\n').filter(line => / after the start, then /.test(line))

describe('docs/operations.md', () => {
  let folder: ReturnType<typeof dataFolder>
  beforeAll(() => {
    folder = dataFolder()
  })
  afterAll(() => folder.remove())

  it('shows how every job is run', () => {
    expect(commands.length).toBeGreaterThan(6)
    for (const name of jobNames) expect(commands).toContain(`npm start -- --run ${name}`)
  })

  it.each(commands)(
    '%s works as it stands there',
    async command => {
      // npm's default data folder is the caller's own.
      const words = command.replace(/^npm start -- /, '').split(' ')
      const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
      const child = spawn('npm', ['start', '--', ...words, '--data', folder.path], {
        cwd: fileURLToPath(root),
        env: { PATH, HOME, NODE_COMPILE_CACHE }
      })
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', chunk => {
          said += chunk
        })
      const code = await new Promise(resolve => child.on('close', resolve))
      expect(code, said).toBe(0)
      expect(said).toContain(`${words[1]}`)
      expect(said).toMatch(/: done, /)
    },
    60_000
  )

  it('has each job’s schedule as it is', () => {
    expect(jobRows).toHaveLength(jobNames.length)
    const hour = 3600_000
    const words: Record<number, string> = { [hour]: 'each hour', [6 * hour]: 'each 6 hours', [24 * hour]: 'each day' }
    for (const name of jobNames) {
      const { first, every } = schedule[name]
      const row = jobRows.find(line => line.startsWith(`| \`${name}\``))
      expect(row).toContain(`${first / 60_000} min after the start, then ${words[every]}`)
    }
  })

  it('names events that the code reports', () => {
    const code = globSync('packages/*/src/**/*.ts', { cwd: fileURLToPath(root) })
      .filter(path => !path.endsWith('.test.ts'))
      .map(path => readFileSync(new URL(path, root), 'utf8'))
      .join('\n')
    const events = [...text.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, name = '']) => name)
    expect(events.length).toBeGreaterThan(7)
    expect(events.filter(name => !code.includes(`'${name}'`))).toEqual([])
  })
})
