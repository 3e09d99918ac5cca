/** A deployed function in a fresh process of its own: what loading it costs, and each of its works. */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { build } from 'esbuild'
import * as z from 'zod'

export interface Work {
  name: string
  /** What the handler is given, one after the other. */
  events: readonly object[]
}

const Told = z.object({
  /** ms of CPU time from the process's start until the function is loaded. */
  load: z.number().positive(),
  works: z.array(
    z.object({
      name: z.string(),
      events: z.number(),
      /** ms, of all events. */
      cpu: z.number(),
      elapsed: z.number()
    })
  ),
  /** Bytes of memory that the process held at most. */
  peak: z.number().positive(),
  /** URLs of the modules that were loaded, where it was asked to tell. */
  files: z.array(z.string())
})
export type Told = z.infer<typeof Told>

export interface FunctionProcess {
  /** The bundle's entry. */
  entry: string
  /** Loaded before the first request, too. */
  handler?: string | undefined
  environment: Record<string, string>
  /** MB that the function has. */
  memory: number
}

export interface Runner {
  run(what: FunctionProcess, works: readonly Work[], options?: { tellFiles: boolean }): Promise<Told>
}

/** `directory`: for what the processes are given. */
export async function runner(directory: string): Promise<Runner> {
  const script = join(directory, 'run-function.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'run-function.ts')],
    outfile: script,
    format: 'esm',
    platform: 'node',
    logLevel: 'error'
  })
  let runs = 0
  return {
    async run({ entry, handler = '', environment, memory }, works, { tellFiles } = { tellFiles: false }) {
      const given = join(directory, `works-${runs++}.json`)
      await writeFile(given, JSON.stringify(works))
      // Its heap has to be collected as in so little memory.
      const flags = [`--max-old-space-size=${Math.floor(memory * 0.9)}`]
      const child = spawn(
        process.execPath,
        [...flags, script, entry, handler, given, ...(tellFiles ? ['files'] : [])],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: environment
        }
      )
      const said = (await text(child.stdout)).trim()
      const last = said.slice(said.lastIndexOf('\n') + 1)
      const told = Told.safeParse(last.includes('"works"') ? JSON.parse(last) : undefined)
      if (!told.success) throw new Error(`${entry} told no costs; it said: ${said.slice(-2000)}`)
      return told.data
    }
  }
}
