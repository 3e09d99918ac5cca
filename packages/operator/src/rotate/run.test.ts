import { acceptedKeys } from '@kachery-gateway/functions/lambda/rotating-key.ts'
import { describe, expect, it } from 'vitest'
import { at, completeStacks, FakeParameters, fakeScreen, fakeStacks } from '../../testing/fakes.ts'
import { type Rotated, rotateCommandLine } from './command-line.ts'
import { runRotate, untilRead } from './run.ts'

const [old, fresh] = ['a'.repeat(64), 'b'.repeat(64)]
const hour = 3_600_000

function fixture(key: Rotated, value = old) {
  const name = `/kachery-gateway/lab/keys/${key}`
  const [screen, parameters] = [fakeScreen(), new FakeParameters({ [name]: value })]
  const clock = { now: Date.parse('2026-11-24T12:00:00Z') }
  const shown = { byCloudFront: old }
  const state = () => parameters.kept.get(name)?.value ?? ''
  /** What a function knows, which may be five minutes old. */
  const known = [value]
  const deps = {
    stacks: fakeStacks(completeStacks()),
    parameters,
    screen,
    newKey: () => fresh,
    now: () => clock.now,
    code: 0,
    deploy: async () => {
      if (deps.code === 0) shown.byCloudFront = acceptedKeys(state(), clock.now)[0] ?? ''
      return deps.code
    },
    wait: async (ms: number) => {
      clock.now += ms
      if (ms >= untilRead) known.splice(0, known.length, state())
    }
  }
  const put = parameters.put.bind(parameters)
  parameters.put = async (...given) => {
    await put(...given)
    if (given[0] === name) known.push(given[1])
    // Whatever a function knows by now, CloudFront is let in, and what is signed by one is good for all others.
    const used = key === 'ORIGIN_SECRET' ? [shown.byCloudFront] : known.map(text => acceptedKeys(text, clock.now)[0])
    for (const text of known) expect(acceptedKeys(text, clock.now), text).toEqual(expect.arrayContaining(used))
  }
  const go = (atOnce = false) => runRotate(deps, { at, key, atOnce })
  return { go, deps, screen, state, clock, shown }
}

describe('npm run rotate', () => {
  it('replaces what CloudFront shows, and at no moment is it refused', async () => {
    const { go, state, shown } = fixture('ORIGIN_SECRET')
    expect(await go()).toBe(0)
    expect([state(), shown.byCloudFront]).toEqual([fresh, fresh])
  })

  it('goes on from wherever it was interrupted', async () => {
    const stopped = fixture('ORIGIN_SECRET')
    const { wait } = stopped.deps
    stopped.deps.wait = () => Promise.reject(new Error('Ctrl-C'))
    await expect(stopped.go()).rejects.toThrow('Ctrl-C')
    expect(stopped.state()).toBe(`${old} next:${fresh}`)
    stopped.deps.wait = wait
    stopped.deps.code = 3
    expect(await stopped.go()).toBe(3)
    expect(stopped.state()).toBe(`${fresh} previous:${old}`)
    stopped.deps.code = 0
    expect(await stopped.go()).toBe(0)
    expect([stopped.state(), stopped.shown.byCloudFront]).toEqual([fresh, fresh])
  })

  it('replaces the key of sessions, and those that were signed before stay good for their 12 hours', async () => {
    const { go, deps, state, clock, screen } = fixture('SESSION_KEY')
    expect(await go()).toBe(0)
    expect(acceptedKeys(state(), clock.now + 12 * hour)).toEqual([fresh, old])
    expect(acceptedKeys(state(), clock.now + 13 * hour)).toEqual([fresh])
    expect(await go()).toBe(1)
    expect(screen.errors()).toContain('--stage lab --region eu-west-1 --at-once')
    await deps.wait(13 * hour)
    expect(await go()).toBe(0)
  })

  it('ends every session with --at-once', async () => {
    const name = '/kachery-gateway/lab/keys/SESSION_KEY'
    const { deps } = fixture('SESSION_KEY')
    const parameters = new FakeParameters({ [name]: old })
    expect(await runRotate({ ...deps, parameters }, { at, key: 'SESSION_KEY', atOnce: true })).toBe(0)
    expect(parameters.kept.get(name)?.value).toBe(fresh)
  })

  it('changes nothing of a stage whose version knows no two keys', async () => {
    const { go, deps, state } = fixture('ORIGIN_SECRET')
    deps.stacks = fakeStacks(completeStacks().map(each => ({ ...each, outputs: {} })))
    await expect(go()).rejects.toThrow('does not say its keysRotate')
    expect(state()).toBe(old)
  })

  it('wants the name of a key that can be rotated', () => {
    const read = (...words: string[]) => rotateCommandLine([...words, '--stage', 'lab'], {})
    expect(read('SESSION_KEY')).toMatchObject({ kind: 'run', asked: { key: 'SESSION_KEY', atOnce: false } })
    for (const words of [[], ['ENCRYPTION_KEY'], ['SESSION_KEY', 'x'], ['ORIGIN_SECRET', '--at-once']])
      expect(read(...words).kind).toBe('wrong')
  })
})
