/**
 * The templates as they were last agreed on: of one variant as they are, of the others what differs from it. A change is
 * reviewed in the diff of the snapshots, which vitest writes with -u.
 */
import { describe, expect, it } from 'vitest'
import { compact, differences, plain } from './agreed.ts'
import { synthesised } from './synthesised.ts'
import { type Variant, variants } from './variants.ts'

const templatesOf = (variant: Variant) =>
  Object.fromEntries(
    Object.entries(synthesised(variant).templates).map(([stack, template]) => [
      stack,
      plain(template.toJSON(), variants[variant].stage)
    ])
  )

const whole = templatesOf('personal')
const snapshotOf = (name: string, value: unknown) =>
  expect(`${compact(value)}\n`).toMatchFileSnapshot(`snapshots/${name}.json`)

describe('the stage personal', () => {
  it.each(Object.keys(whole))('makes in its stack %s what was agreed on', stack =>
    snapshotOf(`personal-${stack}`, whole[stack])
  )
})

const others = Object.keys(variants).filter(variant => variant !== 'personal') as Variant[]

describe.each(others)('the stage %s', variant => {
  const templates = templatesOf(variant)

  it.each(Object.keys(templates))('differs in its stack %s as was agreed on', stack => {
    const base = whole[stack]
    return snapshotOf(
      `${variant}-${stack}`,
      base === undefined ? templates[stack] : differences(base, templates[stack])
    )
  })

  it('makes each stack that the stage personal makes', () => {
    expect(Object.keys(whole).filter(stack => !(stack in templates))).toEqual([])
  })
})
