import { describe, expect, it } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { databaseTrouble } from '../stores/database-trouble.ts'
import { testDatabases } from './test-databases.ts'

const named = (name: string, message: string) => Object.assign(new Error(message), { name })
const away = (cause: Error) => errors.storeUnavailable('the registry', cause)

describe('issue 13, number 23: a test of the databases', () => {
  it('writes to each, reads and removes it, and leaves nothing behind', async () => {
    const { deps, registry } = testGateway()
    for (let n = 0; n < 2; n++) {
      const tested = await testDatabases(deps)
      expect(tested.map(({ database, ok, steps }) => [database, ok, steps.map(({ step }) => step)])).toEqual([
        ['registry', true, ['write', 'read', 'remove']],
        ['ephemeral', true, ['write', 'read', 'remove']]
      ])
    }
    expect(await registry.get({ kind: 'job', id: 'database-test' })).toBeUndefined()
  })

  it('says of one that is away what to do, tries nothing more there, and the other is tested all the same', async () => {
    const { deps, ephemeral } = testGateway()
    ephemeral.away = true
    const [registry, other] = await testDatabases(deps)
    expect(registry?.ok).toBe(true)
    expect(other).toEqual({
      database: 'ephemeral',
      ok: false,
      steps: [
        {
          step: 'write',
          ok: false,
          ms: 0,
          problem:
            'Its server does not answer the gateway. See whether it runs, and lets the gateway in (Atlas: Network Access, 0.0.0.0/0).'
        }
      ]
    })
  })

  it('says that what was read is not what was written', async () => {
    const { deps, registry } = testGateway()
    const get = registry.get.bind(registry)
    registry.get = async key => {
      const entry = await get(key)
      return entry && { ...entry, value: { test: 'of somebody else' } }
    }
    const [tested] = await testDatabases(deps)
    expect(tested?.steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['write', true],
      ['read', false]
    ])
    expect(tested?.steps[1]?.problem).toMatch(/not what was written/)
    registry.get = get
    expect((await testDatabases(deps))[0]?.ok, 'what was left is no obstacle').toBe(true)
  })

  it('ends within 8 s where one never answers', async () => {
    const { deps, registry } = testGateway()
    registry.create = () => new Promise(() => {})
    deps.now = Date.now
    const began = performance.now()
    const [tested] = await testDatabases(deps)
    expect(tested).toMatchObject({ ok: false, steps: [{ step: 'write', ok: false }] })
    expect(performance.now() - began).toBeLessThan(9_000)
  })

  it.each([
    [errors.storeRefused('the registry', named('AccessDeniedException', 'not authorized')), 'forbidden'],
    [away(named('AccessDeniedException', 'is not authorized to perform')), 'forbidden'],
    [away(named('ResourceNotFoundException', 'no table')), 'no table'],
    [away(named('ThrottlingException', 'slow down')), 'busy'],
    [away(named('MongoServerError', 'Authentication failed.')), 'password'],
    [away(named('MongoServerSelectionError', 'connect ECONNREFUSED')), 'away'],
    [undefined, 'away']
  ] as const)('tells what %s means: %s', (error, kind) => {
    expect(databaseTrouble(error)).toMatchObject({ kind })
  })
})
