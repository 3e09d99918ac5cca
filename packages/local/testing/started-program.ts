/** The program as people start it, in a process of its own that ends with the test. */
import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'

/** `ended`: its exit code. `url`: where it listens once it says so. */
export function startedProgram([command = '', ...words]: string[], at: { cwd: string; env: NodeJS.ProcessEnv }) {
  const child = spawn(command, words, at)
  let output = ''
  const url = Promise.withResolvers<string>()
  url.promise.catch(() => {})
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
      if (found !== undefined && output.includes('Ctrl-C')) url.resolve(found)
    })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  void ended.then(code => url.reject(new Error(`ended with ${code}: ${output}`)))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return { child, ended, url: url.promise, output: () => output }
}
