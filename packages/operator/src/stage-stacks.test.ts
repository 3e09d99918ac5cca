/** What the commands know of the stacks, held to the stacks themselves. */
import { globSync, readFileSync } from 'node:fs'
import { appName } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import { describe, expect, it } from 'vitest'
import { defaultRegion } from './stage.ts'
import { databaseStack, stackIds } from './stage-stacks.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

describe('the operator’s commands', () => {
  it('know every stack that a stage has', () => {
    const made = globSync('stacks/*.ts', { cwd: root }).flatMap(path =>
      [...read(path).matchAll(/gatewayStack\(app, '([\w-]+)'/g)].map(([, id = '']) => id)
    )
    expect(made.filter(id => id !== databaseStack).sort()).toEqual([...stackIds].sort())
  })

  it('know the app and its region by the names of sst.config.ts', () => {
    expect(read('sst.config.ts')).toContain(`{ name: '${appName}', region }`)
    expect(read('sst.config.ts')).toMatch(
      new RegExp(`const region = process\\.env\\.AWS_REGION \\?\\? .* \\?\\? '${defaultRegion}'\\n`)
    )
  })

  it('find outputs where the stacks write them', () => {
    expect(read('stacks/storage.ts')).toMatch(/addOutputs\(\{[^}]*filesBucket: [^}]*settingsBucket: /)
    expect(read('stacks/api.ts')).toMatch(/addOutputs\(\{\s+apiEndpoint: [\s\S]* githubUrl /)
    expect(read('stacks/site.ts')).toMatch(/addOutputs\(\{.*cloudFrontName: /)
  })
})
