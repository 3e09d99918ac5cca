/**
 * Synthesises all variants once, in a process of its own: SST keeps state in its modules. Other tests run meanwhile; those of
 * the stacks wait in tests/stacks/until-synthesised.ts. With KEEP_TEMPLATES, a folder, what was made is left there for other
 * checks.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { builtSite } from '../../scripts/built-site.ts'

export default function synthesise(project: TestProject): () => void {
  const kept = process.env.KEEP_TEMPLATES
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'kachery-gateway-stacks-'))
  const ended = `${folder}.ended`
  // Where it isn't built yet, tests of the site would build it, too.
  builtSite()
  // SST asks no account for anything in tests.
  const child = spawn(process.execPath, ['tests/stacks/synth.ts', folder], {
    env: { ...process.env, NODE_ENV: 'test' },
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    said += text
  })
  child.on('close', code => writeFileSync(ended, code === 0 ? '' : `tests/stacks/synth.ts ended with ${code}: ${said}`))
  project.provide('synthesised', folder)
  return () => {
    child.removeAllListeners('close')
    child.kill()
    rmSync(ended, { force: true })
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
