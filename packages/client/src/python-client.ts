/** The real Python client (kachery-cloud) of TEST_KACHERY_PYTHON: scripts of a person who has nothing else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { needed } from './needed.ts'
import { registerByLink } from './register-locally.ts'

export interface PythonPlace {
  gatewayUrl?: string
  zone?: string
  /** Where the person lives: their home, keys and cache are below. Made if need be. */
  home: string
  /** KACHERY_CLOUD_DIR; absent: what the client makes of its home. */
  kacheryDirectory?: string
  /** The python3 of another venv than TEST_KACHERY_PYTHON's. */
  python?: string
  /** Other variables: what the second generation of clients goes by. */
  variables?: Record<string, string>
}

export interface Ran {
  exitCode: number | null
  stdout: string
  /** The traceback, where there is one. */
  stderr: string
}

/** ms */
const patience = 110_000

/** Runs a script; `argv` is its sys.argv[1:]. */
export async function runPython(place: PythonPlace, script: string, argv: readonly string[] = []): Promise<Ran> {
  return ended(start(place, pythonOf(place), ['-c', script, ...argv]))
}

/** The JSON that a script prints last; throws with its traceback where it fails. */
export async function pythonJson(place: PythonPlace, script: string, argv: readonly string[] = []): Promise<unknown> {
  const ran = await runPython(place, script, argv)
  if (ran.exitCode !== 0) throw new Error(`the script ended with ${ran.exitCode}\n${ran.stdout}${ran.stderr}`)
  return JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '')
}

/** The sentence in the traceback of a script that must fail. */
export async function pythonError(place: PythonPlace, script: string, argv: readonly string[] = []): Promise<string> {
  const ran = await runPython(place, script, argv)
  if (ran.exitCode === 0) throw new Error(`the script was to fail, but printed ${ran.stdout}`)
  return ran.stderr.trim().split('\n').at(-1) ?? ''
}

/** A directory's keys, made as kachery-cloud-init makes them, but registered nowhere. Returns the client's id. */
export async function makeKeys(place: PythonPlace): Promise<string> {
  const script = 'import json, kachery_cloud as kc; print(json.dumps(kc.get_client_id(generate_if_missing=True)))'
  return String(await pythonJson(place, script))
}

/**
 * kachery-cloud-init at a terminal, and a person who signs in by name, has the client of the link that it prints
 * registered, and comes back to press Enter. Returns all that stood in the terminal.
 */
export async function initClient(place: PythonPlace, name: string): Promise<string> {
  // Python's own pty makes the terminal; what is written to it is what the person types.
  const terminal = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'
  const child = start(
    place,
    pythonOf(place),
    ['-c', terminal, join(dirname(pythonOf(place)), 'kachery-cloud-init')],
    'pipe'
  )
  const end = ended(child)
  let [screen, opened] = ['', false]
  child.stdout?.on('data', (text: string) => {
    screen += text
    const [link] = /https?:\/\/\S+\/registerClient\/\S+(?=\s)/.exec(screen) ?? []
    if (opened || link === undefined || !screen.includes('press [Enter]')) return
    opened = true
    registerByLink(link, name).then(
      () => child.stdin?.write('\n'),
      (error: unknown) => {
        screen += String(error)
        child.kill()
      }
    )
  })
  const { exitCode } = await end
  child.stdin?.destroy()
  if (exitCode !== 0) throw new Error(`kachery-cloud-init ended with ${exitCode}\n${screen}`)
  return screen
}

export const python = (): string => needed('TEST_KACHERY_PYTHON')

const pythonOf = (place: PythonPlace): string => place.python ?? python()

/** What a script of this person sees of the world: nothing of the tests' own environment. */
export function environmentOf(place: PythonPlace): Record<string, string> {
  mkdirSync(place.home, { recursive: true })
  const { PATH = '' } = process.env
  return {
    PATH: `${dirname(pythonOf(place))}${delimiter}${PATH}`,
    HOME: place.home,
    PYTHONIOENCODING: 'utf-8',
    PYTHONDONTWRITEBYTECODE: '1',
    ...(place.gatewayUrl === undefined ? {} : { KACHERY_GATEWAY_URL: place.gatewayUrl }),
    ...(place.zone === undefined ? {} : { KACHERY_ZONE: place.zone }),
    ...(place.kacheryDirectory === undefined ? {} : { KACHERY_CLOUD_DIR: place.kacheryDirectory }),
    ...place.variables
  }
}

function start(
  place: PythonPlace,
  command: string,
  argv: readonly string[],
  stdin: 'ignore' | 'pipe' = 'ignore'
): ChildProcess {
  const env = environmentOf(place)
  const child = spawn(command, argv, { cwd: place.home, env, stdio: [stdin, 'pipe', 'pipe'] })
  child.stdout?.setEncoding('utf8')
  child.stderr?.setEncoding('utf8')
  return child
}

function ended(child: ChildProcess): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ['', '']
    child.stdout?.on('data', (text: string) => {
      stdout += text
    })
    child.stderr?.on('data', (text: string) => {
      stderr += text
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), patience)
    child.once('error', reject)
    child.once('close', exitCode => {
      clearTimeout(timer)
      resolve({ exitCode, stdout, stderr })
    })
  })
}
