/** Issue 13, number 22: what is small, and annoys everybody who meets it. */
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { zoneNameRule } from '../../packages/core/src/ids/zone-name-rule.ts'
import { fixtureOf as ofAdministration } from './administration/fixtures.ts'
import { openStage, type Stage } from './administration/stage.ts'
import { type Fixture, fixtureOf } from './fixtures.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 90_000)
afterAll(() => stage.close())

async function play(fixture: Fixture, width = 1280) {
  const { page, end } = await stage.play(fixture, { viewport: { width, height: 900 } })
  onTestFinished(end)
  return page
}

const writes = () => stage.site.asked.filter(({ operation }) => !operation.startsWith('GET'))

describe('issue 13, number 22: what is longer than its field', () => {
  const forms: [string, Fixture, string, number, string][] = [
    ['a zone', fixtureOf('account new zone'), 'Name', 100, 'Add zone'],
    ['a client’s label', fixtureOf('account new client'), 'Label', 1000, 'Make client'],
    ['an API key', fixtureOf('account new key'), 'Name', 100, 'Make API key'],
    ['an owner', ofAdministration('zones adding'), 'Owner', 100, 'Add zone'],
    ['a secret', ofAdministration('zones adding'), 'Secret access key', 500, 'Add zone'],
    ['a login', ofAdministration('zones handing over'), 'New owner', 300, 'Look up']
  ]
  it.each(forms)('is refused with a sentence and stays as it was typed: %s', async (_, fixture, label, most, act) => {
    const page = await play(fixture)
    const dialog = page.getByRole('dialog')
    const field = dialog.getByLabel(label, { exact: true })
    const text = 'x'.repeat(most + 1)
    await field.fill('')
    await field.focus()
    await page.keyboard.insertText(text)
    const sentence = dialog.getByText(
      `At most ${most.toLocaleString('en-US')} characters; this has ${(most + 1).toLocaleString('en-US')}.`
    )
    await sentence.waitFor()
    expect(await field.inputValue()).toBe(text)
    await dialog.getByRole('button', { name: act, exact: true }).click()
    expect(writes()).toEqual([])
  })

  it('is refused where a client is renamed in place, and where something is searched for', async () => {
    const renamed = await play(fixtureOf('client rename'))
    await renamed.getByLabel('Label').fill('x'.repeat(1001))
    await renamed.getByText('At most 1,000 characters; this has 1,001.').waitFor()
    await renamed.getByRole('button', { name: 'Save' }).click()
    expect(writes()).toEqual([])

    const listed = await play(ofAdministration('clients full'))
    await listed.getByRole('searchbox').fill('x'.repeat(101))
    await listed.getByText('At most 100 characters; this has 101.').waitFor()
    expect(stage.site.asked.filter(({ asked }) => asked.query.has('search'))).toEqual([])
  })

  it('no field of the site has a length at which browsers cut', async () => {
    for (const [, fixture] of forms) {
      const page = await play(fixture)
      expect(await page.locator('[maxlength]').count(), fixture.name).toBe(0)
    }
  })

  it('a long URI is read before it is measured', async () => {
    const page = await play(ofAdministration('activity full'))
    await page.getByRole('searchbox').fill(`sha1://${'0'.repeat(40)}/${'long-name/'.repeat(12)}`)
    await expect
      .poll(() => stage.site.asked.filter(({ asked }) => asked.query.get('text') === '0'.repeat(40)).length)
      .toBeGreaterThan(0)
  })
})

describe('issue 13, number 22: the zone name rule', () => {
  it.each([
    ['one’s own zone', fixtureOf('account new zone'), 'Name', 'Add zone'],
    ['a zone with a bucket', ofAdministration('zones adding'), 'Name', 'Add zone'],
    ['a client’s zone', fixtureOf('account new client'), 'Zone', 'Make client'],
    ['a resource’s zone', fixtureOf('account new resource'), 'Zone', 'Add resource']
  ])('is the same sentence in each form: %s', async (_, fixture, label, act) => {
    const page = await play(fixture)
    const dialog = page.getByRole('dialog')
    for (const field of await dialog.locator('input:not([type="radio"])').all()) await fillShortly(field)
    for (const name of ['.lab', 'a..b', 'a b']) {
      await dialog.getByLabel(label, { exact: true }).fill(name)
      await dialog.getByRole('button', { name: act, exact: true }).click()
      await dialog.getByText(`A zone name has ${zoneNameRule}.`).waitFor()
    }
    expect(writes()).toEqual([])
  })
})

const fillShortly = async (field: Locator) =>
  field.fill((await field.getAttribute('type')) === 'url' ? 'https://a.lab' : 'a')

describe('issue 13, number 22: `.lab`', () => {
  it('what is typed into the name of a new zone goes on one’s login and a dot', async () => {
    const page = await play(fixtureOf('account new zone'))
    await page.keyboard.type('lab')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('franklab.lab')
  })

  it('a login and a dot alone are no name', async () => {
    const page = await play(fixtureOf('account new zone'))
    await page.getByRole('dialog').getByRole('button', { name: 'Add zone' }).click()
    await page.getByText('Type what comes after franklab.', { exact: true }).waitFor()
    expect(writes()).toEqual([])
  })
})
