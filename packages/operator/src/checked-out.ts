/** The version that a command runs from, as git knows it. */
import type { Run } from './run-program.ts'

export interface CheckedOut {
  commit: string
  /** Whether something was changed since. */
  changed: boolean
}

/** undefined: the folder is no checkout. */
export async function checkedOut(run: Run, folder: string): Promise<CheckedOut | undefined> {
  const head = await run('git', ['rev-parse', '--verify', 'HEAD'], { folder, quiet: true })
  const commit = head.output.trim()
  if (head.code !== 0 || !/^[0-9a-f]{40}$/.test(commit)) return undefined
  const status = await run('git', ['status', '--porcelain'], { folder, quiet: true })
  return { commit, changed: status.code !== 0 || status.output.trim() !== '' }
}
