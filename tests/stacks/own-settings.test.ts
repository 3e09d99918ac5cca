/** The operator's own file of stages, as the stacks take it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownStagesFile, ownStagesText } from '@kachery-gateway/functions/lambda/own-stages.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ownRegion, ownSettings } from '../../stacks/own-settings.ts'
import { variants } from './variants.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-settings-'))
})
afterAll(() => rm(folder, { recursive: true }))

const write = (settings: object) =>
  writeFile(join(folder, ownStagesFile), ownStagesText({ prod: { region: 'eu-west-1', ...settings } }))

it.each(Object.entries(variants))('says whatever the table of stages may say: %s', async (_, { settings }) => {
  await write(settings)
  expect(ownSettings(folder, 'prod')).toEqual(settings)
  expect(ownSettings(folder, 'lab')).toEqual({})
  expect([ownRegion(folder, 'prod'), ownRegion(folder, 'lab')]).toEqual(['eu-west-1', undefined])
})

it.each([
  [{ monthlyBudjet: 10 }, /monthlyBudjet of stage prod is wrong/],
  [{ monthlyBudget: '10' }, /monthlyBudget of stage prod is wrong/],
  [{ domain: { name: 'x' } }, /domain\.certificateArn of stage prod is wrong/],
  [{ throttle: { rate: 0, burst: 1 } }, /throttle\.rate of stage prod is wrong/]
])('is refused with the name of what is wrong: %o', async (settings, said) => {
  await write(settings)
  expect(() => ownSettings(folder, 'prod')).toThrow(said)
})
