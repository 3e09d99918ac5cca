/** Other programs: git, npm, SST. */
import { spawn } from 'node:child_process'

export interface Ended {
  /** 127: there is no such program. */
  code: number
  /** What it wrote, where it was quiet. */
  output: string
}

/** `quiet`: what it writes is kept from the screen. */
export type Run = (program: string, words: string[], options: { folder: string; quiet?: boolean }) => Promise<Ended>

/** Ctrl-C reaches the program from the terminal, and it ends as it sees fit: this process waits for that. */
export const runProgram: Run = (program, words, { folder, quiet = false }) =>
  new Promise(resolve => {
    const wait = () => {}
    process.on('SIGINT', wait)
    const child = spawn(program, words, {
      cwd: folder,
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
