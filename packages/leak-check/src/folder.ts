/** What a gateway on one machine leaves in its data folder. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { knowKey } from './environment.ts'
import { stored } from './watch.ts'

/** Bytes; larger files are contents that clients uploaded. */
const largest = 8_000_000

/** Call it when the gateway has ended, before the folder is removed. Its keys are not looked at, but looked for. */
export async function searchFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    // Texts in it may be cut by its pages.
    if (entry.name === 'gateway.sqlite') {
      const { storedRows } = await import('../../local/testing/stored-rows.ts')
      for (const { table, row } of await storedRows(entry.parentPath)) stored(`table ${table}`, row)
    }
    if (!entry.isFile() || (await stat(path)).size > largest) continue
    if (/(^|\/)keys\/[\w-]+-key$/.test(path)) knowKey((await readFile(path, 'utf8')).trim())
    else stored(`file ${relative(folder, path)}`, await readFile(path))
  }
}
