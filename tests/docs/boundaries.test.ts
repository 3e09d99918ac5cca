/** The linter's import boundaries, held against imports that break them: docs/architecture.md promises that it refuses. */
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

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
  ['packages/functions/src/handlers/x.ts', 'aws4fetch'],
  ['packages/functions/src/handlers/x.ts', '../aws/signed-call.ts'],
  ['packages/functions/src/wiring.ts', './lambda/environment.ts'],
  ['packages/functions/src/lambda/x.ts', 'aws4fetch'],
  ['packages/functions/src/aws/x.ts', '@aws-sdk/client-s3'],
  ['packages/functions/src/aws/signed-call.ts', '@aws-sdk/client-sts'],
  ['packages/functions/src/lambda/x.ts', '@kachery-gateway/core/stores/dynamodb/dynamodb-registry.ts'],
  ['packages/local/src/x.ts', '../../core/testing/test-gateway.ts'],
  ['packages/operator/src/x.ts', '@kachery-gateway/local/start.ts'],
  ['packages/operator/src/x.ts', 'aws-cdk-lib'],
  ['packages/web/src/data/x.ts', '@kachery-gateway/functions/routes.ts'],
  ['packages/web/src/pages/x.tsx', '@kachery-gateway/core/stores/registry.ts'],
  ['packages/web/src/data/x.ts', 'node:crypto'],
  ['tests/acceptance/x.ts', '@kachery-gateway/core/errors.ts']
]
const allowed: [file: string, imported: string][] = [
  ['packages/functions/src/aws/signed-call.ts', 'aws4fetch'],
  ['packages/functions/src/lambda/x.ts', '../aws/signed-call.ts'],
  ['packages/core/src/files/x.ts', '../stores/object-store.ts'],
  ['packages/core/src/stores/s3/x.ts', '@aws-sdk/client-s3'],
  ['packages/functions/src/wiring.ts', '@kachery-gateway/core/stores/s3/s3-object-store.ts'],
  ['packages/local/src/x.ts', '@kachery-gateway/functions/wiring.ts'],
  ['packages/operator/src/x.ts', '@kachery-gateway/functions/config.ts'],
  ['packages/web/src/data/x.ts', '@kachery-gateway/core/clients/client-id.ts'],
  ['packages/web/src/data/x.ts', 'zod/mini']
]

/** Lints the file alone, in a folder that holds nothing else but the linter's configuration. */
async function lint(file: string, imported: string): Promise<{ refused: boolean; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'boundaries-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, file)
  await mkdir(dirname(path), { recursive: true })
  await cp(join(root, 'biome.json'), join(folder, 'biome.json'))
  await writeFile(path, `import { x } from '${imported}'\n\nexport const y = x\n`)
  const args = [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--vcs-enabled=false', '.']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  const said = stdout + stderr
  if (!said.includes('Checked 2 files')) throw new Error(said)
  return { refused: said.includes('noRestrictedImports'), said }
}

it.each(refused)('%s may not import %s', async (file, imported) => {
  const { refused, said } = await lint(file, imported)
  expect(refused, said).toBe(true)
})

it.each(allowed)('%s may import %s', async (file, imported) => {
  const { refused, said } = await lint(file, imported)
  expect(refused, said).toBe(false)
})
