/** `npm run doctor` on what was deployed: what it says of a stage that is well, and of one that is not. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needed } from '../../packages/client/src/needed.ts'
import type { FakeGithub } from '../../packages/functions/testing/fake-github.ts'
import { makeBucket, type RealBucket } from '../gateway-process/real-buckets.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'
import { doorUrl, liftTlsOnlyPolicies, outputOf, putGatewayConfig, putSecret, s3, secret } from './deployed-stage.ts'
import { startGithubOfStage } from './github-of-stage.ts'
import { operate } from './operator-command.ts'

const folder = scratchFolder()
let bucket: RealBucket
let github: FakeGithub
/** What is put back in the end. */
let configBefore: string | undefined
let secretsBefore: (readonly [name: GithubSecret, value: string | undefined])[]

const githubSecrets = ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'] as const
type GithubSecret = (typeof githubSecrets)[number]

async function gatewayConfig(): Promise<string | undefined> {
  const Bucket = await outputOf('storage', 'settingsBucket')
  const found = await s3.send(new GetObjectCommand({ Bucket, Key: 'gateway-config.yaml' })).catch(() => undefined)
  return found?.Body?.transformToString()
}

const examine = () => operate('npm run doctor -- --stage ci', { more: ['--url', doorUrl] })

beforeAll(async () => {
  await liftTlsOnlyPolicies()
  github = await startGithubOfStage({ clientId: 'an-id', clientSecret: 'right-secret' })
  bucket = await makeBucket('doctor')
  configBefore = await gatewayConfig()
  secretsBefore = await Promise.all(githubSecrets.map(async name => [name, await secret(name)] as const))
})

afterAll(async () => {
  await github?.close()
  await bucket.remove()
  if (configBefore === undefined) await operate('npm run secret -- remove GATEWAY_CONFIG --stage ci')
  else await putGatewayConfig(configBefore)
  for (const [name, value] of secretsBefore) {
    if (value === undefined) await operate(`npm run secret -- remove ${name} --stage ci`)
    else await putSecret(name, value)
  }
  await folder.remove()
})

const configOf = (uri: string) => `buckets:
  - name: doctored
    bucketUri: ${uri}
    bucketCredentials: '${bucket.credentials}'
`

async function setConfig(yaml: string) {
  const file = join(folder.path, 'gateway.yaml')
  await writeFile(file, yaml)
  return operate('npm run secret -- set GATEWAY_CONFIG --stage ci', { more: ['--file', file] })
}

describe('npm run doctor', () => {
  it('finds the parts of the stage well, each in a line of plain ASCII, and tells no credentials', async () => {
    expect(await setConfig(configOf(bucket.uri))).toMatchObject({ code: 0 })
    const { lines } = await examine()
    const well = [
      /^ok {5}stacks +all \d+ are complete$/,
      /^ok {5}public URL +https:\/\//,
      /^ok {5}CDN +the gateway answers at http/,
      /^ok {5}site +its pages are there/,
      /^ok {5}keys +the deployment made them$/,
      /^ok {5}secrets +set: .*GATEWAY_CONFIG/,
      /^ok {5}bucket +default: writing, reading and removing work$/,
      /^ok {5}bucket +doctored: writing, reading and removing work$/,
      /^ok {5}queues +no verifications were set aside$/,
      /^ok {5}queues +no log items were set aside$/,
      /^ok {5}alarms +none of \d+ has gone off$/
    ]
    for (const line of well) expect(lines).toContainEqual(expect.stringMatching(line))
    const text = lines.join('\n')
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
    expect(text).not.toContain(needed('TEST_S3_SECRET_ACCESS_KEY'))
    expect(text).not.toMatch(/^\s+at /m)
  })

  it('says whether GitHub takes the id and the secret, and which callback to enter', async () => {
    await operate('npm run secret -- set GITHUB_CLIENT_ID --stage ci', { input: 'an-id' })
    for (const [input, said] of [
      [
        'right-secret',
        /^ok {5}GitHub +it takes the client id and secret; .* callback must be https:\/\/.*\/github\/auth, /
      ],
      ['wrong-secret', /^WRONG {2}GitHub +it does not take the client secret: /]
    ] as const) {
      expect(await operate('npm run secret -- set GITHUB_CLIENT_SECRET --stage ci', { input })).toMatchObject({
        code: 0
      })
      const { lines } = await examine()
      expect(lines).toContainEqual(expect.stringMatching(said))
      expect(lines.join('\n')).not.toContain(input)
    }
  })

  it('names a bucket that is not there, and ends with 1', async () => {
    await setConfig(configOf('s3://doctor-without-a-bucket'))
    const { code, lines } = await examine()
    expect(code).toBe(1)
    expect(lines).toContainEqual(expect.stringMatching(/^WRONG {2}bucket +doctored: it does not work \(NoSuchBucket\)/))
    expect(lines.at(-1)).toMatch(/^(One thing is|\d+ things are) wrong/)
  })

  it('says in one sentence that there is no such stage, and ends with 1', async () => {
    const { code, lines } = await operate('npm run doctor -- --stage nobody')
    expect(code).toBe(1)
    expect(lines).toEqual([
      expect.stringMatching(/^There is no stage nobody in eu-west-1 .*the stages in that region: ci\)/)
    ])
  })
})
