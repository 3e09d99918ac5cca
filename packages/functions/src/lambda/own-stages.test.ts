import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ownStagesFile, ownStagesText, readOwnStages } from './own-stages.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-stages-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('is no stage at all where there is no such file', () => {
  expect(readOwnStages(folder)).toEqual({})
})

it('gives back what was written, settings that nobody here knows included', async () => {
  const stages = { prod: { region: 'eu-west-1', administrators: ['ada'], later: [1] } }
  await writeFile(join(folder, ownStagesFile), ownStagesText(stages))
  expect(readOwnStages(folder)).toEqual(stages)
})

it.each(['', '{', '[]', '"prod"', '{"prod": 1}', '{"a/b": {}}', '{"prod": {"region": 1}}'])(
  'says in a sentence that %s is no file of stages',
  async text => {
    await writeFile(join(folder, ownStagesFile), text)
    expect(() => readOwnStages(folder)).toThrow(/^stages\.local\.json must be JSON such as .*: mend it\.$/)
  }
)
