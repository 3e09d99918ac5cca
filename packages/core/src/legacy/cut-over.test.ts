import { expect, it } from 'vitest'
import { interrupted } from '../../testing/interrupted.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import { noteCutOver, readCutOver } from './cut-over.ts'

it('what is done stays done, since when it was first said, until it is taken back', async () => {
  const { deps, pass } = testGateway()
  expect(await readCutOver(deps)).toEqual({})
  const at = deps.now()
  await noteCutOver(deps, 'old-action', true)
  pass(1_000)
  await noteCutOver(deps, 'old-action', true)
  await noteCutOver(deps, 'last-archive', true)
  expect(await readCutOver(deps)).toEqual({ 'old-action': at, 'last-archive': at + 1_000 })
  await noteCutOver(deps, 'old-action', false)
  expect(await readCutOver(deps)).toEqual({ 'last-archive': at + 1_000 })
})

it('two operators who tick at once tick both', async () => {
  const { deps } = testGateway()
  let first = true
  const other = interrupted(deps, async ({ method, go }) => {
    if (first && (method === 'create' || method === 'replace')) {
      first = false
      await noteCutOver(deps, 'old-action', true)
    }
    return go()
  })
  await noteCutOver(other, 'last-archive', true)
  expect(Object.keys(await readCutOver(deps)).sort()).toEqual(['last-archive', 'old-action'])
})
