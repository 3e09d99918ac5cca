/** Pages whose answers come late and one by one: nothing moves. Fixtures play side by side, each in both widths. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { usual as usualOfAdministration } from './administration/answers.ts'
import { type AdministrationFixture, fixtures as fixturesOfAdministration } from './administration/fixtures.ts'
import { openStages, type Stage, type Stages } from './administration/stage.ts'
import { usual } from './answers.ts'
import { fixtures } from './fixtures.ts'
import { asTheyCome, settled, shifts, slowly } from './layout-shift.ts'

const widths = [360, 1280]
const atOnce = 4
let stages: Stages
beforeAll(async () => {
  stages = await openStages(atOnce * widths.length)
}, 90_000)
afterAll(() => stages.close())

async function shiftsOf(fixture: AdministrationFixture, width: number, stage: Stage) {
  const played = await stage.play(slowly(fixture), { viewport: { width, height: 900 } })
  await settled(played.page, stage.site)
  const moved = await shifts(played.page)
  await played.end()
  return moved.map(what => `${width} px wide: ${what}`)
}

const played = [
  ...fixtures.map(fixture => ({ ...fixture, answers: { ...usual, ...fixture.answers } })),
  ...fixturesOfAdministration.map(fixture => ({
    ...fixture,
    answers: { ...usualOfAdministration, ...fixture.answers }
  }))
]

it.concurrent.each(asTheyCome(played))(
  '$name: nothing moves while its answers come, on a phone and on a desk',
  { timeout: 60_000 },
  async fixture => {
    const moved = await Promise.all(widths.map(width => stages.on(stage => shiftsOf(fixture, width, stage))))
    expect(moved.flat()).toEqual([])
  }
)
