/** Pages whose answers come late and one by one: nothing moves. Scenes play side by side, each in both widths. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { usual as usualOfAdministration } from './administration/answers.ts'
import { type AdministrationScene, scenes as scenesOfAdministration } from './administration/scenes.ts'
import { openStages, type Stage, type Stages } from './administration/stage.ts'
import { usual } from './answers.ts'
import { asTheyCome, settled, shifts, slowly } from './layout-shift.ts'
import { scenes } from './scenes.ts'

const widths = [360, 1280]
const atOnce = 4
let stages: Stages
beforeAll(async () => {
  stages = await openStages(atOnce * widths.length)
}, 90_000)
afterAll(() => stages.close())

async function shiftsOf(scene: AdministrationScene, width: number, stage: Stage) {
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

it.concurrent.each(asTheyCome(played))(
  '$name: nothing moves while its answers come, on a phone and on a desk',
  { timeout: 60_000 },
  async scene => {
    const moved = await Promise.all(widths.map(width => stages.on(stage => shiftsOf(scene, width, stage))))
    expect(moved.flat()).toEqual([])
  }
)
