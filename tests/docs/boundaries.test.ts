/** The linter's import boundaries, held against imports that break them: docs/architecture.md promises that it refuses. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

const refused: [file: string, imported: string][] = [
  ['packages/core/src/files/x.ts', '../stores/s3/s3-object-store.ts'],
  ['packages/core/src/files/x.ts', '@aws-sdk/client-s3'],
  ['packages/core/src/zones/x.ts', 'mongodb'],
  ['packages/core/src/zones/x.ts', '@kachery-gateway/functions/routes.ts'],
  ['packages/core/src/zones/x.ts', '../../../functions/src/routes.ts'],
  ['packages/core/src/stores/s3/x.ts', '@kachery-gateway/functions/config.ts'],
  ['packages/functions/src/handlers/x.ts', '@kachery-gateway/core/stores/mongodb/mongodb-ephemeral-store.ts'],
  ['packages/functions/src/handlers/x.ts', '../../../core/src/stores/s3/s3-object-store.ts'],
  ['packages/functions/src/wiring.ts', '@kachery-gateway/local/start.ts'],
  ['packages/functions/src/handlers/x.ts', '@kachery-gateway/core/stores/signature-v4.ts'],
  ['packages/functions/src/handlers/x.ts', '../aws/signed-call.ts'],
  ['packages/functions/src/wiring.ts', './lambda/environment.ts'],
  ['packages/functions/src/lambda/x.ts', '@kachery-gateway/core/stores/signature-v4.ts'],
  ['packages/functions/src/aws/x.ts', '@aws-sdk/client-s3'],
  ['packages/functions/src/aws/signed-call.ts', '@aws-sdk/client-sts'],
  ['packages/functions/src/lambda/x.ts', '@kachery-gateway/core/stores/dynamodb/dynamodb-registry.ts'],
  ['packages/local/src/x.ts', '../../core/testing/test-gateway.ts'],
  ['packages/operator/src/x.ts', '@kachery-gateway/local/start.ts'],
  ['packages/operator/src/x.ts', 'aws-cdk-lib'],
  ['packages/web/src/data/x.ts', '@kachery-gateway/functions/routes.ts'],
  ['packages/web/src/pages/x.tsx', '@kachery-gateway/core/stores/registry.ts'],
  ['packages/web/src/data/x.ts', 'node:crypto'],
  ['tests/acceptance/x.ts', '@kachery-gateway/core/errors.ts'],
  ['tests/acceptance/x.ts', '../../packages/core/src/errors.ts'],
  ['packages/client/src/x.ts', '@kachery-gateway/core/errors.ts'],
  ['packages/client/src/x.ts', '../../core/src/errors.ts'],
  ['packages/core/src/files/x.test.ts', '../../../../tests/attack/handler.ts'],
  ['packages/core/src/stores/x.contract.ts', '../../../../tests/attack/handler.ts'],
  ['packages/local/testing/x.ts', '../../../tests/site/fixtures.ts']
]
const allowed: [file: string, imported: string][] = [
  ['packages/functions/src/aws/signed-call.ts', '@kachery-gateway/core/stores/signature-v4.ts'],
  ['packages/functions/src/lambda/x.ts', '../aws/signed-call.ts'],
  ['packages/core/src/files/x.ts', '../stores/object-store.ts'],
  ['packages/core/src/stores/x.contract.ts', '../../../client/src/raw-http.ts'],
  ['packages/core/src/stores/s3/x.ts', '@aws-sdk/client-s3'],
  ['packages/core/src/stores/sdk-settings.ts', '@smithy/node-http-handler'],
  ['packages/functions/src/wiring.ts', '@kachery-gateway/core/stores/s3/s3-object-store.ts'],
  ['packages/local/src/x.ts', '@kachery-gateway/functions/wiring.ts'],
  ['packages/operator/src/x.ts', '@kachery-gateway/functions/config.ts'],
  ['packages/operator/src/import/on-one-machine.ts', '@kachery-gateway/local/open-gateway.ts'],
  ['packages/web/src/data/x.ts', '@kachery-gateway/core/ids/client-id.ts'],
  ['packages/web/src/data/x.ts', 'zod/mini'],
  ['tests/acceptance/x.ts', '../../packages/client/src/kachery-client.ts'],
  ['tests/acceptance/x.ts', './subject.ts'],
  ['packages/client/src/x.ts', './needed.ts'],
  ['packages/client/src/x.ts', '../../leak-check/src/watch.ts'],
  ['packages/local/src/x.test.ts', '../../client/src/kachery-client.ts'],
  ['tests/attack/x.test.ts', '../site/fixtures.ts']
]

/** The folders of core, lowest floor first; those of one floor know nothing of each other. */
const floors = [
  ['ids'],
  ['signing', 'stores'],
  ['model'],
  ['legacy', 'record'],
  ['users'],
  ['zones'],
  ['registered'],
  ['access'],
  ['usage', 'clients', 'resources', 'registrations'],
  ['activity', 'files'],
  ['share-links'],
  ['me', 'protocol', 'api', 'jobs', 'moving']
]
const floorOf = (folder: string) => floors.findIndex(floor => floor.includes(folder))
const folders = floors.flat()
const fits = (folder: string, other: string) => floorOf(other) < floorOf(folder)
const betweenFolders = folders.flatMap(folder =>
  folders
    .filter(other => other !== folder)
    .map((other): [string, string] => [`packages/core/src/${folder}/x.ts`, `../${other}/x.ts`])
)
const fitsBetween = ([file, imported]: [string, string]) => fits(file.split('/')[3] ?? '', imported.split('/')[1] ?? '')
refused.push(
  ...betweenFolders.filter(pair => !fitsBetween(pair)),
  ...folders.map((folder): [string, string] => ['packages/core/src/errors.ts', `./${folder}/x.ts`]),
  ...folders.slice(4).map((folder): [string, string] => ['packages/core/src/deps.ts', `./${folder}/x.ts`]),
  ...folders.slice(0, 4).map((folder): [string, string] => [`packages/core/src/${folder}/x.ts`, '../deps.ts'])
)
allowed.push(
  ...betweenFolders.filter(fitsBetween),
  ...folders.slice(0, 4).map((folder): [string, string] => ['packages/core/src/deps.ts', `./${folder}/x.ts`]),
  ...folders.slice(4).map((folder): [string, string] => [`packages/core/src/${folder}/x.ts`, '../deps.ts']),
  ...folders.map((folder): [string, string] => [`packages/core/src/${folder}/x.test.ts`, '../jobs/x.ts'])
)

it('every folder of core has a floor', () => {
  const found = readdirSync(join(root, 'packages/core/src'), { withFileTypes: true }).filter(entry =>
    entry.isDirectory()
  )
  expect(found.map(({ name }) => name).toSorted()).toEqual(folders.toSorted())
})

/** What the linter refuses, as `FILE IMPORT`: every file with all its imports, in one run in a folder of their own. */
const refusals = await lint([...refused, ...allowed])

async function lint(cases: [file: string, imported: string][]): Promise<Set<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'boundaries-'))
  try {
    const files = Map.groupBy(cases, ([file]) => file)
    for (const [file, imports] of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      const lines = imports.map(([, imported], at) => `import { x as x${at} } from '${imported}'`)
      const used = imports.map((_, at) => `x${at}`).join(', ')
      // What the linter finds in every file that it has looked at.
      await writeFile(join(folder, file), `${lines.join('\n')}\n\nexport const y = [${used}]\ndebugger\n`)
    }
    for (const name of ['biome.json', 'import-boundaries.grit']) await cp(join(root, name), join(folder, name))
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    const args = [biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github', '.']
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    const found = [...stdout.matchAll(/title=(?:lint\/\w+\/)?(\w+),file=([^,]+),line=(\d+)/g)].map(
      ([, rule = '', path = '', line]) => ({ rule, file: relative(folder, path), line: Number(line) })
    )
    const seen = new Set(found.filter(({ rule }) => rule === 'noDebugger').map(({ file }) => file))
    if (seen.size !== files.size) throw new Error(stdout + stderr)
    return new Set(
      found
        .filter(({ rule }) => rule === 'plugin')
        .map(({ file, line }) => `${file} ${files.get(file)?.[line - 1]?.[1]}`)
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

it.each(refused)('%s may not import %s', (file, imported) => {
  expect(refusals).toContain(`${file} ${imported}`)
})

it.each(allowed)('%s may import %s', (file, imported) => {
  expect(refusals).not.toContain(`${file} ${imported}`)
})
