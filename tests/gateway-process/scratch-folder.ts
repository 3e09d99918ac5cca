/** A folder for one test file, gone afterwards. */
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { searchFolder } from '../../packages/leak-check/src/folder.ts'

export interface ScratchFolder {
  path: string
  remove(): Promise<void>
}

export function scratchFolder(): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), 'kachery-gateway-test-'))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) }
}

/** One that a gateway keeps its data in: what it leaves there is searched for secrets. */
export function dataFolder(): ScratchFolder {
  const { path, remove } = scratchFolder()
  return {
    path,
    async remove() {
      await searchFolder(path)
      await remove()
    }
  }
}
