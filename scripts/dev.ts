/** `npm run dev`: what `npm start` starts, started anew whenever a source file of the gateway changes. */
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { builtSite } from './built-site.ts'

/** An editor that saves several files at once makes one change, ms. */
const pause = 200

const start = () =>
  // The channel tells the gateway when this process ends, however it does.
  spawn(process.execPath, ['packages/local/src/main.ts', ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc']
  })

try {
  builtSite()
} catch (error) {
  console.error(`The site can't be built; kachery clients are served without it. ${String(error)}`)
}
let gateway = start()
let soon: NodeJS.Timeout | undefined

function startAnew(file: string): void {
  console.log(`${file} has changed: starting anew …`)
  const begin = () => {
    gateway = start()
  }
  const ended = gateway.exitCode !== null || gateway.signalCode !== null
  if (ended) begin()
  else gateway.once('exit', begin).kill('SIGTERM')
}

for (const name of ['core', 'functions', 'local'])
  watch(`packages/${name}/src`, { recursive: true }, (_, file) => {
    if (file === null || file.endsWith('.test.ts')) return
    clearTimeout(soon)
    soon = setTimeout(() => startAnew(file), pause)
  })

const end = () => {
  gateway.removeAllListeners('exit')
  gateway.once('exit', () => process.exit(0))
  if (!gateway.kill('SIGTERM')) process.exit(0)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
process.on('disconnect', end)
