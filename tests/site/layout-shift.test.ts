/** Pages whose answers come late and one by one: nothing moves. Each width has a browser of its own, side by side. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { usual as usualOfAdministration } from './administration/answers.ts'
import { type AdministrationScene, scenes as scenesOfAdministration } from './administration/scenes.ts'
import { openStage, type Stage } from './administration/stage.ts'
import { usual } from './answers.ts'
import { asTheyCome, settled, shifts, slowly } from './layout-shift.ts'
import { scenes } from './scenes.ts'

const widths = [360, 1280]
let stages: { width: number; stage: Stage }[]
beforeAll(async () => {
  stages = await Promise.all(widths.map(async width => ({ width, stage: await openStage() })))
}, 90_000)
afterAll(() => Promise.all(stages.map(({ stage }) => stage.close())))

async function shiftsOf(scene: AdministrationScene, { width, stage }: { width: number; stage: Stage }) {
  const played = await stage.play(slowly(scene), { viewport: { width, height: 900 } })
  await settled(played.page, stage.site)
  const moved = await shifts(played.page)
  await played.end()
  return moved.map(what => `${width} px wide: ${what}`)
}

const played = [
  ...scenes.map(scene => ({ ...scene, answers: { ...usual, ...scene.answers } })),
  ...scenesOfAdministration.map(scene => ({ ...scene, answers: { ...usualOfAdministration, ...scene.answers } }))
]

it.each(asTheyCome(played))('$name: nothing moves while its answers come, on a phone and on a desk', async scene => {
  expect((await Promise.all(stages.map(one => shiftsOf(scene, one)))).flat()).toEqual([])
})
