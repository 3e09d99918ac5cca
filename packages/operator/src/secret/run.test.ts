import { describe, expect, it } from 'vitest'
import { at, completeStacks, FakeObjects, FakeParameters, fakeScreen, fakeStacks } from '../../testing/fakes.ts'
import type { SecretAction } from './command-line.ts'
import { runSecret } from './run.ts'

const mongoUri = 'mongodb://ada:geheim@mongo.example/'
const parameter = '/sst/kachery-gateway/lab/Secret/MONGO_URI/value'
const config = `buckets:
  - name: example
    bucketUri: s3://example?region=us-east-1
    bucketCredentials: '{"accessKeyId": "a", "secretAccessKey": "geheim"}'
`

function fixture(value = '', stacks = completeStacks()) {
  const [screen, parameters, objects] = [fakeScreen(), new FakeParameters(), new FakeObjects()]
  let asked = 0
  const run = (action: SecretAction, where = at) =>
    runSecret(
      {
        screen,
        parameters,
        objects,
        stacks: fakeStacks(stacks),
        value: async () => {
          asked += 1
          return value
        }
      },
      action,
      where
    )
  return { run, screen, parameters, objects, asked: () => asked }
}

describe('npm run secret -- set', () => {
  it('puts a secret, encrypted, where "sst secrets set" does, and says when it counts', async () => {
    const { run, screen, parameters } = fixture(`${mongoUri}\n`)
    expect(await run({ action: 'set', name: 'MONGO_URI' })).toBe(0)
    expect([...parameters.kept]).toEqual([[parameter, { value: mongoUri, secret: true, advanced: false }]])
    expect(screen.text()).toBe('MONGO_URI of stage lab is set. The gateway takes it into use within 5 minutes.')
  })

  it('puts GATEWAY_CONFIG as it is into the settings bucket', async () => {
    const { run, parameters, objects } = fixture(config)
    await run({ action: 'set', name: 'GATEWAY_CONFIG' })
    expect([...objects.kept]).toEqual([['lab-settings/gateway-config.yaml', config]])
    expect(parameters.kept.size).toBe(0)
  })

  it.each([
    ['MONGO_URI', 'mysql://ada:geheim@x', /MONGO_URI: must be mongodb:/],
    ['MONGO_URI', ' \n', /The value of MONGO_URI is empty/],
    ['GITHUB_CLIENT_SECRET', 'geheim geheim', /GITHUB_CLIENT_SECRET: must have no spaces/],
    ['GATEWAY_CONFIG', 'buckets:\n  - name: x\n   bucketUri: geheim', /GATEWAY_CONFIG: line 3: /],
    ['GATEWAY_CONFIG', config.replace('s3:', 'ftp:'), /GATEWAY_CONFIG: "example": bucketUri: it begins with none of/]
  ] as const)('refuses a wrong %s (%j), writes nothing and repeats nothing of it', async (name, value, problem) => {
    const { run, parameters, objects } = fixture(value)
    const refusal: unknown = await run({ action: 'set', name }).catch(error => error)
    expect(refusal).toMatchObject({ name: 'OperatorError', message: expect.stringMatching(problem) })
    expect(String(refusal)).not.toContain('geheim')
    expect([parameters.kept.size, objects.kept.size]).toEqual([0, 0])
  })

  it('takes what needs an advanced parameter, and keeps one advanced that is', async () => {
    const long = (bytes: number) => `mongodb://x/?a=${'b'.repeat(bytes - 15)}`
    const { run, parameters } = fixture(long(5000))
    await run({ action: 'set', name: 'MONGO_URI' })
    expect(parameters.kept.get(parameter)?.advanced).toBe(true)
    parameters.kept.set(parameter, { value: 'x', secret: true, advanced: true })
    const short = fixture('mongodb://x/')
    short.parameters.kept.set(parameter, { value: 'x', secret: true, advanced: true })
    await short.run({ action: 'set', name: 'MONGO_URI' })
    expect(short.parameters.kept.get(parameter)).toEqual({ value: 'mongodb://x/', secret: true, advanced: true })

    const large = fixture(long(9000))
    await expect(large.run({ action: 'set', name: 'MONGO_URI' })).rejects.toThrow('a parameter of AWS holds 8192')
    expect(large.parameters.kept.size).toBe(0)
  })

  it('asks for no value, and writes none, where there is no such stage; it names those that there are', async () => {
    const { run, parameters, asked } = fixture(mongoUri, completeStacks('prod'))
    await expect(run({ action: 'set', name: 'MONGO_URI' })).rejects.toThrow(
      'There is no stage lab in eu-west-1 of this AWS account (the stages in that region: prod). Check --stage and --region, or deploy it: npm run deploy -- --stage lab --region eu-west-1.'
    )
    expect([parameters.kept.size, asked()]).toEqual([0, 0])
  })

  it('writes nothing where the stage is not there completely', async () => {
    const stacks = completeStacks().map(stack => ({ ...stack, outputs: {} }))
    const { run, parameters } = fixture(mongoUri, stacks)
    await expect(run({ action: 'set', name: 'MONGO_URI' })).rejects.toThrow(/is not deployed completely/)
    expect(parameters.kept.size).toBe(0)
  })
})

describe('npm run secret', () => {
  it('lists names and since when, never values', async () => {
    const { run, screen, parameters, objects } = fixture()
    parameters.kept.set(parameter, { value: mongoUri, secret: true, advanced: false })
    objects.kept.set('lab-settings/gateway-config.yaml', config)
    expect(await run({ action: 'list' })).toBe(0)
    expect(screen.text()).toMatch(/^MONGO_URI +set, changed 2026-11-24 12:00 UTC$/m)
    expect(screen.text()).toMatch(/^GATEWAY_CONFIG +set, changed 2026-11-24 12:00 UTC$/m)
    expect(screen.text()).toMatch(/^GITHUB_CLIENT_ID +not set {2}\(of the GitHub OAuth app/m)
    expect(screen.text()).not.toContain('geheim')
  })

  it('removes one, and says so where there was none', async () => {
    const { run, screen, parameters, objects } = fixture()
    parameters.kept.set(parameter, { value: mongoUri, secret: true, advanced: false })
    objects.kept.set('lab-settings/gateway-config.yaml', config)
    for (const name of ['MONGO_URI', 'GATEWAY_CONFIG', 'GATEWAY_CONFIG'] as const) await run({ action: 'remove', name })
    expect([parameters.kept.size, objects.kept.size]).toEqual([0, 0])
    expect(screen.text().split('\n')).toEqual([
      'MONGO_URI of stage lab is removed. The gateway stops using it within 5 minutes.',
      'GATEWAY_CONFIG of stage lab is removed. The gateway stops using it within 5 minutes.',
      'GATEWAY_CONFIG of stage lab was not set; nothing was changed.'
    ])
  })
})
