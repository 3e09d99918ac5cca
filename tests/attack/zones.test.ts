/** Zones: which place wins, what was removed stays removed, and no odd name or record does harm. */
import { beforeEach, describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { type AttackGateway, attackGateway, expectRefusal, expectSentence, expectUnavailable } from './handler.ts'

const hash = sha1('content')
const find = (zone: string) => gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash, zone })
const zoneInfo = async (zoneName: string) => (await gateway.ask({ type: 'getZoneInfo', zoneName })).json.found
const put = (key: string, value: unknown) =>
  gateway.buckets.default.put(key, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
const zoneRecord = (zone: string, directory = `zones/${zone}`, bucketName = 'lab') => ({
  zone,
  ownerId: 'ann',
  bucketName,
  directory
})
const created = () => gateway.registry.calls.filter(({ method }) => method === 'create')

let gateway: AttackGateway
beforeEach(() => {
  gateway = attackGateway()
})

describe('a zone', () => {
  it('of the configuration is that one, whatever the registry and the bucket say', async () => {
    await gateway.registry.create({ kind: 'zone', id: 'lab' }, zoneRecord('lab', 'stolen', 'default'))
    await put('registered-zones/lab', zoneRecord('lab', 'stolen', 'default'))
    gateway.forget()
    await find('lab')
    expect(gateway.registry.calls.map(({ key }) => Object(key).kind)).toEqual(['verification', 'adoption'])
    expect(gateway.buckets.lab.calls[0]?.key).toBe('settings/authorizationSettings.yaml')
  })

  it('of the registry is that one, whatever the bucket says', async () => {
    await gateway.registry.create({ kind: 'zone', id: 'ann.x' }, zoneRecord('ann.x', 'right'))
    await put('registered-zones/ann.x', zoneRecord('ann.x', 'wrong'))
    await find('ann.x')
    expect(gateway.buckets.lab.calls[0]?.key).toBe('right/settings/authorizationSettings.yaml')
  })

  it('that was removed does not come back from the bucket', async () => {
    await put('registered-zones/ann.x', zoneRecord('ann.x'))
    expect(await zoneInfo('ann.x')).toBe(true)
    await gateway.registry.remove({ kind: 'zone', id: 'ann.x' })
    gateway.pass(60_000)
    expect(await zoneInfo('ann.x')).toBe(false)
    expectRefusal(await find('ann.x'), 404, 'zone.not_found')
  })

  it.each([
    '..',
    'a..b',
    '../lab',
    'a/b',
    '/lab',
    'lab/',
    '.lab',
    'lab\0',
    'lab\n',
    'läb',
    '%6cab',
    'a'.repeat(101),
    '~',
    'a b'
  ])('named %j is refused before any store is asked', async name => {
    for (const answer of [await find(name), await gateway.ask({ type: 'getZoneInfo', zoneName: name })])
      expectRefusal(answer, 400, 'request.invalid')
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it.each(['constructor', 'toString', 'hasOwnProperty', 'franklab.default', 'a.b-c_d', '0'])(
    'named %s is like any other: not there',
    async name => {
      expectRefusal(await find(name), 404, 'zone.not_found')
      expect(await zoneInfo(name)).toBe(false)
    }
  )

  const odd: [string, unknown][] = [
    ['that is no JSON', 'zone: ann.x'],
    ['that names another zone', zoneRecord('lab')],
    ['that points above its bucket', zoneRecord('ann.x', '../../other')],
    ['with a dot for a directory', zoneRecord('ann.x', 'a/./b')],
    ['with an empty part in its directory', zoneRecord('ann.x', 'a//b')],
    ['without an owner', { zone: 'ann.x', bucketName: 'lab', directory: '' }],
    ['whose fields are lists', { zone: ['ann.x'], ownerId: ['ann'], bucketName: ['lab'], directory: [] }],
    ['of 300 kB', `${JSON.stringify(zoneRecord('ann.x'))}${' '.repeat(300_000)}`],
    ['that is null', 'null']
  ]
  it.each(odd)('with a record %s is not there, and operators are told where', async (_, record) => {
    await put('registered-zones/ann.x', record)
    expectRefusal(await find('ann.x'), 404, 'zone.not_found')
    expect(gateway.lines.join()).toContain('registered-zones/ann.x')
    expect(created()).toEqual([])
  })

  it.each(['nowhere', 'default\u202e', '__proto__', 'x\r\ny'])(
    'in a bucket %j that the configuration does not have is 503, not missing',
    async bucketName => {
      await put('registered-zones/ann.x', zoneRecord('ann.x', '', bucketName))
      const answer = await find('ann.x')
      if (bucketName === 'nowhere') expectUnavailable(answer)
      expectSentence(answer)
      expect([404, 503]).toContain(answer.status)
    }
  )
})
