/** Every page in every state that it can be in, in a real browser under the policy that it is deployed with. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { expectAccessible } from './accessible.ts'
import { scenes as scenesOfAdministration } from './administration/scenes.ts'
import { openStages, type Stages } from './administration/stage.ts'
import { usual } from './answers.ts'
import { scenes } from './scenes.ts'

let stages: Stages
beforeAll(async () => {
  stages = await openStages(3)
}, 90_000)
afterAll(() => stages.close())

describe.concurrent('accessible in both themes, without trouble, and no wider than a phone', () => {
  const ofEverybody = scenes.map(scene => ({ ...scene, answers: { ...usual, ...scene.answers } }))

  it.each([...ofEverybody, ...scenesOfAdministration])('$name', { timeout: 60_000 }, scene =>
    stages.on(stage => expectAccessible(stage, scene))
  )
})
