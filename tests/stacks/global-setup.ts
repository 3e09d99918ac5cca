/**
 * Synthesises all variants once, in a process of its own: SST keeps state in its modules. With KEEP_TEMPLATES, a folder, what
 * was made is left there for other checks.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

export default function synthesise(project: TestProject): () => void {
  const kept = process.env.KEEP_TEMPLATES
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'kachery-gateway-stacks-'))
  // SST asks no account for anything in tests.
  execFileSync(process.execPath, ['tests/stacks/synth.ts', folder], { env: { ...process.env, NODE_ENV: 'test' } })
  project.provide('synthesised', folder)
  return () => {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
