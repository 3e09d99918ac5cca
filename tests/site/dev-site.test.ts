/** `npm run dev:site`, as whoever works on the site starts it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

it('npm run dev:site serves the site from its sources', { timeout: 60_000 }, async () => {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('npm', ['run', 'dev:site', '--', '--host', '127.0.0.1', '--port', '21719'], {
    cwd: root,
    env: { PATH, HOME, NO_COLOR: '1' }
  })
  const ended = new Promise(resolve => child.on('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        output += chunk
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
        if (found !== undefined) resolve(found)
      })
    void ended.then(() => reject(new Error(output)))
  })
  const page = await (await fetch(url)).text()
  expect(page).toContain('/@vite/client')
  expect((await fetch(`${url}/src/main.tsx`)).status).toBe(200)
})
