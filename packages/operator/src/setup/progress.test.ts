import { expect, it } from 'vitest'
import { at, fakeScreen } from '../../testing/fakes.ts'
import type { Run } from '../run-program.ts'
import { withProgress } from './progress.ts'

/** A deployment that ends after as many looks as there are states. */
async function deploy(states: Record<string, string>[], ended = { code: 0, output: '' }) {
  const screen = fakeScreen()
  const quiet: unknown[] = []
  let look = 0
  let end: () => void = () => {}
  const over = new Promise<void>(resolve => {
    end = resolve
  })
  const stacks = {
    all: async () => {
      const state = states[Math.min(look, states.length - 1)] ?? {}
      look += 1
      if (look >= states.length) end()
      return Object.entries(state).map(([id, status]) => ({
        name: `lab-kachery-gateway-${id}`,
        status,
        outputs: {}
      }))
    },
    resources: async () => [],
    failures: async () => []
  }
  const run: Run = async (_, __, options) => {
    quiet.push(options.quiet)
    await over
    return ended
  }
  const work = withProgress({ run, stacks, screen, wait: async () => {} }, at)
  expect(await work('npx', ['sst', 'deploy'], { folder: '/checkout' })).toEqual(ended)
  return { screen, quiet }
}

it('has a line per stack that is done, and none for one that was there and did not change', async () => {
  const { screen, quiet } = await deploy([
    { keys: 'UPDATE_COMPLETE' },
    { keys: 'UPDATE_COMPLETE', storage: 'CREATE_IN_PROGRESS' },
    { keys: 'UPDATE_COMPLETE', storage: 'CREATE_COMPLETE' },
    { keys: 'UPDATE_COMPLETE', storage: 'CREATE_COMPLETE', queues: 'CREATE_COMPLETE' }
  ])
  expect(screen.text().split('\n')).toEqual(['  storage      done (2 of 9)', '  queues       done (3 of 9)'])
  expect(quiet).toEqual([true])
})

it('where it fails, says which stack, and the last that SST wrote', async () => {
  const output = `${Array.from({ length: 60 }, (_, at) => `line ${at}`).join('\n')}\n`
  const { screen } = await deploy([{}, { site: 'ROLLBACK_COMPLETE' }], { code: 1, output })
  expect(screen.text()).toBe('  site         failed')
  expect(screen.errors().split('\n')).toHaveLength(25)
  expect(screen.errors()).toMatch(/line 59$/)
})

it('leaves other programs to themselves', async () => {
  const lines: string[] = []
  const run: Run = async (program, words) => {
    lines.push([program, ...words].join(' '))
    return { code: 0, output: 'x' }
  }
  const stacks = {
    all: () => Promise.reject(new Error('not asked')),
    resources: async () => [],
    failures: async () => []
  }
  const work = withProgress({ run, stacks, screen: fakeScreen(), wait: async () => {} }, at)
  expect(await work('git', ['status'], { folder: '/checkout' })).toEqual({ code: 0, output: 'x' })
  expect(lines).toEqual(['git status'])
})
