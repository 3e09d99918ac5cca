/**
 * Issue 13, number 20: every page on the narrowest phone (320 px), and on a desk at 200 % zoom (1280 px are 640 then): full,
 * and with names as long as they can be. Number 22: no placeholder is shortened.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { usual as usualOfAdministration } from './administration/answers.ts'
import { fixtures as ofAdministration } from './administration/fixtures.ts'
import { openStages, type Stages } from './administration/stage.ts'
import { usual } from './answers.ts'
import { type Fixture, fixtures } from './fixtures.ts'
import { settled } from './layout-shift.ts'
import { longZone, narrowFaults, withLongNames } from './narrow.ts'

/** CSS pixels */
const widths = [320, 640]

let stages: Stages
beforeAll(async () => {
  stages = await openStages(3)
}, 90_000)
afterAll(() => stages.close())

/** Each page once, and dialogs: what else fixtures show is between. */
const general = [
  ...[
    'landing signed in',
    'landing missing',
    'landing of a lab',
    'sign in by name',
    'sign in refused',
    'setup',
    'register'
  ],
  ...['client mine', 'client rename', 'account', 'account zones', 'account keys', 'account resources', 'not found'],
  ...[
    'account new client',
    'account new zone',
    'account new key',
    'account new resource',
    'account sign out everywhere'
  ]
]
const administration = [
  ...ofAdministration.filter(({ name }) => name.endsWith(' full')).map(({ name }) => name),
  ...['overview broken', 'access removing', 'storage test failed', 'activity file', 'users blocking', 'usage client'],
  ...['zones adding', 'zones rotating', 'zones handing over', 'zones scratch', 'zones removing']
]

const named = (names: readonly string[], all: readonly Fixture[], answers: Fixture['answers']) =>
  names.map(name => {
    const fixture = all.find(one => one.name === name)
    if (fixture === undefined) throw new Error(`there is no fixture ${name}`)
    return { ...fixture, answers: { ...answers, ...fixture.answers } }
  })

const whole = [...named(general, fixtures, usual), ...named(administration, ofAdministration, usualOfAdministration)]
/** Pages alone: whatever is pressed is named after what is long now. */
const long = whole
  .filter(({ press }) => press === undefined)
  .map(fixture => ({
    ...fixture,
    name: `${fixture.name}, with long names`,
    path: fixture.path.replace('franklab.default', longZone),
    answers: withLongNames(fixture.answers),
    shows: /./
  }))

it.concurrent.each([...whole, ...long])(
  '$name: nothing is hidden without a sign',
  { timeout: 60_000 },
  async fixture => {
    const faults = await stages.on(async stage => {
      const { page, end } = await stage.play(fixture, { viewport: { width: widths[0] ?? 320, height: 800 } })
      await settled(page, stage.site)
      const found: string[] = []
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 })
        found.push(...(await narrowFaults(page)).map(fault => `${width} px: ${fault}`))
      }
      await end()
      return found
    })
    expect(faults).toEqual([])
  }
)
