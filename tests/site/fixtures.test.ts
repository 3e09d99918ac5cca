/** Every page in every state that it can be in, in a real browser under the policy that it is deployed with. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { expectAccessible } from './accessible.ts'
import { fixtures as fixturesOfAdministration } from './administration/fixtures.ts'
import { openStages, type Stages } from './administration/stage.ts'
import { usual } from './answers.ts'
import { fixtures } from './fixtures.ts'

let stages: Stages
beforeAll(async () => {
  stages = await openStages(3)
}, 90_000)
afterAll(() => stages.close())

describe.concurrent('accessible in both themes, without trouble, and no wider than a phone', () => {
  const ofEverybody = fixtures.map(fixture => ({ ...fixture, answers: { ...usual, ...fixture.answers } }))

  it.each([...ofEverybody, ...fixturesOfAdministration])('$name', { timeout: 60_000 }, fixture =>
    stages.on(stage => expectAccessible(stage, fixture))
  )
})
