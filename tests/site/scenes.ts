/**
 * What is true of every page in every state that it can be in, under the policy that it is deployed with. A page is loaded
 * twice, on a phone and on a desk, while its answers come late and one by one; each look at it is for several tests.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './accessible.ts'
import type { AdministrationFixture } from './administration/fixtures.ts'
import type { ApiAnswers } from './administration/site-with-api.ts'
import { openStages, type Played, type Stage, type Stages } from './administration/stage.ts'
import { drawn, settled, shifts, slowly } from './layout-shift.ts'
import { longZone, narrowFaults, withLongNames } from './narrow.ts'

/** CSS pixels: the narrowest phone, and a desk of 1280 at 200 % zoom. */
const narrow = [320, 640]
const phone = { width: 360, height: 900 }
const desk = { width: 1280, height: 900 }
/** Most of the time is waiting for late answers. */
const atOnce = 4
const timeout = 60_000

interface Seen {
  /** Empty where somebody pressed something: what one's own click changes may move. */
  moved: string[]
  hidden: string[]
  violations: string[]
  width: number
  troubles: string[]
}

interface Scene extends AdministrationFixture {
  closely: boolean
}

/** `usual`: what is answered where a fixture says nothing. `closely`: which are looked at for what little room hides. */
export function testScenes(
  fixtures: readonly AdministrationFixture[],
  usual: ApiAnswers,
  closely: readonly string[]
): void {
  const unknown = closely.filter(name => !fixtures.some(fixture => fixture.name === name))
  if (unknown.length > 0) throw new Error(`there is no fixture ${unknown.join(', ')}`)
  const scenes = fixtures.map(fixture => ({
    ...fixture,
    answers: { ...usual, ...fixture.answers },
    closely: closely.includes(fixture.name)
  }))
  let stages: Stages
  beforeAll(async () => {
    stages = await openStages(atOnce)
  }, 90_000)
  afterAll(() => stages.close())

  describe.concurrent.each(scenes)('$name', scene => {
    const seen = forEachTest(async (): Promise<Seen> => {
      const [onPhone, onDesk] = await Promise.all([
        stages.on(stage => lookOnPhone(stage, scene)),
        stages.on(stage => lookOnDesk(stage, scene))
      ])
      const troubles = [...onPhone.troubles, ...onDesk.troubles]
      return { ...onPhone, ...onDesk, moved: [...onPhone.moved, ...onDesk.moved], troubles }
    })

    it('is accessible in both themes, without trouble, and no wider than a phone', { timeout }, async () => {
      const { violations, width, troubles } = await seen('accessible')
      expect(violations).toEqual([])
      expect(width).toBe(320)
      expect(troubles).toEqual([])
    })
    if (asItComes(scene))
      it('does not move while its answers come, on a phone and on a desk', { timeout }, async () => {
        expect((await seen('still')).moved).toEqual([])
      })
    if (scene.closely)
      it('13.20: hides nothing without a sign', { timeout }, async () => {
        expect((await seen('narrow')).hidden).toEqual([])
      })
  })

  const alone = scenes.filter(scene => scene.closely && asItComes(scene))
  it.concurrent.each(alone)('13.20: $name, with long names, hides nothing without a sign', { timeout }, async scene => {
    const hidden = await stages.on(stage =>
      onStage(stage, longNamed(scene), { width: 320, height: 800 }, ({ page }) => hiddenIn(page))
    )
    expect(hidden).toEqual([])
  })
}

/** Pages alone: whatever is pressed is named after what is long now. */
const longNamed = ({ answers, path, ...scene }: Scene): Scene => ({
  ...scene,
  path: path.replace('franklab.default', longZone),
  answers: withLongNames(answers),
  shows: /./
})

/** Its answers come slowly, unless somebody is to press what comes with them. */
const asLate = (scene: Scene): Scene => (asItComes(scene) ? slowly(scene) : scene)

/** Nobody has pressed or chosen anything. */
const asItComes = ({ press, upload }: AdministrationFixture) => press === undefined && upload === undefined

async function lookOnPhone(stage: Stage, scene: Scene): Promise<Pick<Seen, 'moved' | 'hidden' | 'troubles'>> {
  if (!asItComes(scene) && !scene.closely) return { moved: [], hidden: [], troubles: [] }
  return onStage(stage, asLate(scene), phone, async ({ page, troubles }) => ({
    moved: await movedIn(page, scene),
    hidden: scene.closely ? await hiddenIn(page) : [],
    troubles
  }))
}

const lookOnDesk = (stage: Stage, scene: Scene): Promise<Omit<Seen, 'hidden'>> =>
  onStage(stage, asLate(scene), desk, async ({ page, troubles }) => {
    const moved = await movedIn(page, scene)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    const inLight = await violations({ page })
    await page.setViewportSize({ width: 320, height: 740 })
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    const inDark = await violations({ page })
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    return { moved, violations: [...inLight, ...inDark], width, troubles }
  })

async function onStage<Result>(
  stage: Stage,
  fixture: AdministrationFixture,
  viewport: { width: number; height: number },
  look: (played: Played) => Promise<Result>
): Promise<Result> {
  const played = await stage.play(fixture, { viewport })
  try {
    await settled(played.page, stage.site)
    return await look(played)
  } finally {
    await played.end()
  }
}

async function movedIn(page: Played['page'], scene: Scene): Promise<string[]> {
  if (!asItComes(scene)) return []
  const width = page.viewportSize()?.width
  return (await shifts(page)).map(what => `${width} px wide: ${what}`)
}

async function hiddenIn(page: Played['page']): Promise<string[]> {
  const found: string[] = []
  for (const width of narrow) {
    await page.setViewportSize({ width, height: 800 })
    await drawn(page)
    found.push(...(await narrowFaults(page)).map(fault => `${width} px: ${fault}`))
  }
  return found
}

/** One look for all tests of a scene; a test that is tried again looks again. */
function forEachTest<Result>(look: () => Promise<Result>): (test: string) => Promise<Result> {
  let seen: Promise<Result> | undefined
  const told = new Set<string>()
  return test => {
    if (seen === undefined || told.has(test)) {
      told.clear()
      seen = look()
    }
    told.add(test)
    return seen
  }
}
