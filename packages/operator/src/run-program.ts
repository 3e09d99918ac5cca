/** Other programs: git, npm, SST. */
import { spawn } from 'node:child_process'
import { defined } from '@kachery-gateway/core/defined.ts'

export interface Ended {
  /** 127: there is no such program. */
  code: number
  /** What it wrote, where it was quiet. */
  output: string
}

export type Run = (program: string, words: string[], options: RunOptions) => Promise<Ended>

interface RunOptions {
  folder: string
  /** What it writes is kept from the screen. */
  quiet?: boolean
  /** All of it; absent: this process's. */
  environment?: Record<string, string | undefined>
}

/** Ctrl-C reaches the program from the terminal, and it ends as it sees fit: this process waits for that. */
export const runProgram: Run = (program, words, { folder, quiet = false, environment }) =>
  new Promise(resolve => {
    const wait = () => {}
    process.on('SIGINT', wait)
    const child = spawn(program, words, {
      cwd: folder,
      ...defined({ env: environment }),
      stdio: quiet ? ['ignore', 'pipe', 'ignore'] : 'inherit',
      // npm and npx are scripts there.
      shell: process.platform === 'win32'
    })
    let output = ''
    child.stdout?.on('data', chunk => {
      output += chunk
    })
    const end = (code: number) => {
      process.off('SIGINT', wait)
      resolve({ code, output })
    }
    child.on('error', () => end(127))
    child.on('close', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
