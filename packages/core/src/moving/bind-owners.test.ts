import { describe, expect, it } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'
import { boundAccount } from '../users/bindings.ts'
import { bindOwners } from './bind-owners.ts'
import { SeenOwners } from './seen-owners.ts'

const made = Date.UTC(2023, 0, 1)
const label = (text: string) => UserLabel.parse(text)

function fixture(...owners: string[]) {
  const { deps } = testGateway()
  const github = new Map([
    ['ann', { accountId: '1', login: label('ann'), createdAt: made - 1 }],
    ['bob', { accountId: '2', login: label('bob'), createdAt: made + 1 }]
  ])
  const asked: string[] = []
  const seen = new SeenOwners()
  for (const owner of owners) seen.add(owner, made)
  const identityProvider = {
    identify: async () => undefined,
    lookUp: async (login: UserLabel) => {
      asked.push(login)
      if (login.startsWith('down')) throw errors.storeUnavailable('GitHub', new Error('no'))
      return github.get(login.toLowerCase())
    }
  }
  const run = async (decided: [string, string][] = []) => {
    const by = new Map(decided.map(([old, login]) => [loginKey(old), label(login)]))
    const bound = await bindOwners({ ...deps, identityProvider }, seen.list(), by)
    return Object.fromEntries(bound.map(owner => [owner.label, owner.outcome]))
  }
  return { deps, run, asked }
}

describe('owners of an older gateway', () => {
  it('are bound to the account that GitHub knows, by the login however it is written', async () => {
    const { deps, run } = fixture('Ann', 'github|ann')
    expect(await run()).toEqual({ Ann: 'bound', 'github|ann': 'bound' })
    expect(await boundAccount(deps, label('ann'))).toBe('1')
    expect(await run()).toEqual({ Ann: 'known', 'github|ann': 'known' })
  })

  it('are left for a person to decide where nobody, or somebody younger than the records, has the login', async () => {
    const { deps, run, asked } = fixture('bob', 'renamed', 'eve@lab.example', 'down')
    expect(await run()).toEqual({
      bob: 'younger',
      renamed: 'unknown',
      'eve@lab.example': 'no_login',
      down: 'unanswered'
    })
    expect(asked).not.toContain('eve@lab.example')
    expect(await boundAccount(deps, label('bob'))).toBeUndefined()
  })

  it('are bound as the person decided', async () => {
    const { deps, run } = fixture('renamed', 'bob', 'eve@lab.example')
    const decided: [string, string][] = [
      ['Renamed', 'ann'],
      ['bob', 'bob'],
      ['eve@lab.example', 'nobody']
    ]
    expect(await run(decided)).toEqual({ renamed: 'bound', bob: 'bound', 'eve@lab.example': 'unknown' })
    expect(await boundAccount(deps, label('renamed'))).toBe('1')
    expect(await boundAccount(deps, label('bob'))).toBe('2')
  })

  it('are not all asked about where the provider does not answer: each would wait for seconds', async () => {
    const { run, asked } = fixture('ann', ...Array.from({ length: 100 }, (_, at) => `down${at}`))
    const outcomes = Object.values(await run())
    expect(outcomes.filter(outcome => outcome === 'unanswered')).toHaveLength(100)
    expect(asked.length).toBeLessThan(10)
    expect(outcomes[0]).toBe('bound')
  })

  it('are nobody’s where no provider can say', async () => {
    const { deps } = testGateway()
    const seen = new SeenOwners()
    seen.add('ann')
    expect(await bindOwners(deps, seen.list(), new Map())).toMatchObject([{ outcome: 'unanswered' }])
  })
})
