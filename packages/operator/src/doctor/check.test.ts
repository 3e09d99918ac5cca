import { describe, expect, it } from 'vitest'
import { type Check, fact, runChecks, Unknown } from './check.ts'
import { type Finding, right } from './finding.ts'

const check = (about: string, run: () => Promise<Finding[]>): Check => ({ about, run })

describe('checks', () => {
  it('run side by side, and are told in their order', async () => {
    const told: string[] = []
    const second = Promise.withResolvers<Finding[]>()
    const first = check('first', async () => {
      second.resolve([right('second', '')])
      return [right('first', '')]
    })
    await runChecks([check('second', () => second.promise), first], 1000, ({ about }) => told.push(about))
    expect(told).toEqual(['second', 'first'])
  })

  it('have a limit, and one that hangs stops no other', async () => {
    const hanging = check('hanging', () => new Promise(() => {}))
    const findings = await runChecks([hanging, check('other', async () => [right('other', 'well')])], 20, () => {})
    expect(findings).toMatchObject([
      { mark: 'wrong', about: 'hanging', said: 'this check was not done within 0.02 s' },
      { mark: 'right', about: 'other' }
    ])
  })

  it('share facts that are read once; a failure is one check’s own and unknown to others', async () => {
    let reads = 0
    const shared = fact('the thing', async () => {
      reads += 1
      throw new Error('why')
    })
    await expect(shared.own()).rejects.toThrow('why')
    await expect(shared.get()).rejects.toThrow(Unknown)
    expect(reads).toBe(1)
  })
})
