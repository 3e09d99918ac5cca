/** Versions of this repository beside the one that is checked out, for what is deployed, fails, and is gone back from. */
import { execFileSync } from 'node:child_process'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@lab.example']

export const git = (words: string[], cwd = root) => execFileSync('git', words, { cwd, encoding: 'utf8' }).trim()

/** A commit with the texts of HEAD: the checkout may be without any before it. */
export const commitLikeHead = (message: string) => git([...person, 'commit-tree', 'HEAD^{tree}', '-m', message])

export interface Version {
  commit: string
  folder: string
}

/**
 * `parent` with texts replaced, as a commit that is checked out at `folder` and has its packages. `edits`: by path, what
 * stands there and what takes its place. `programs`: of `linkedPackages`.
 */
export async function versionAt(
  folder: string,
  parent: string,
  edits: Record<string, readonly [from: string, to: string]>,
  programs: string
): Promise<Version> {
  git(['worktree', 'add', '--quiet', '--detach', folder, parent])
  for (const [path, [from, to]] of Object.entries(edits)) {
    const text = await readFile(join(folder, path), 'utf8')
    if (!text.includes(from)) throw new Error(`${path} has no "${from}" any more.`)
    await writeFile(join(folder, path), text.replace(from, to))
  }
  git([...person, 'commit', '--quiet', '--all', '--message', `A version with ${Object.keys(edits).join(', ')}`], folder)
  execFileSync(join(programs, 'npm'), ['ci'], { cwd: folder })
  return { commit: git(['rev-parse', 'HEAD'], folder), folder }
}

/** The folder itself goes with the one that it is in: what still runs there may write. */
export const forgetVersion = ({ folder }: Version) => rm(join(folder, '.git')).then(() => git(['worktree', 'prune']))

/** Makes `folder` have an npm whose `ci` takes the packages that are installed here, which else takes minutes. */
export async function linkedPackages(folder: string): Promise<string> {
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim()
  const path = join(folder, 'npm')
  const own = 'node_modules/@kachery-gateway'
  // Folders of links, not links to folders: git ignores the former.
  const script = `#!/bin/sh
[ "$1" = ci ] || exec '${npm}' "$@"
mkdir -p ${own}
for each in '${root}'node_modules/.bin '${root}'node_modules/*; do
  [ "\${each##*/}" = @kachery-gateway ] || ln -s "$each" node_modules/
done
for each in packages/*; do
  ln -s "../../$each" ${own}/
  [ -d '${root}'"$each/node_modules" ] || continue
  mkdir "$each/node_modules"
  ln -s '${root}'"$each"/node_modules/* "$each/node_modules/"
done
`
  await writeFile(path, script)
  await chmod(path, 0o755)
  return folder
}
