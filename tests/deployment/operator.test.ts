/** Secrets, deployments that are written down, and the way back, by the commands of docs/hosting.md. */
import { execFileSync } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { needed } from '../../packages/client/src/needed.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'
import { operate } from './operator-command.ts'
import { commitLikeHead, git } from './versions.ts'

const folder = scratchFolder()
const ssm = new SSMClient({
  endpoint: needed('TEST_AWS_ENDPOINT'),
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' }
})
const deployed = '/kachery-gateway/ci/deployed-commit'
/** One that no other test sets. */
const parameter = '/sst/kachery-gateway/ci/Secret/RECAPTCHA_SITE_KEY/value'
const mongo = '/sst/kachery-gateway/ci/Secret/MONGO_URI/value'
const secret = { Name: mongo, Type: 'SecureString', Overwrite: true } as const
const parameterOf = async (Name: string) =>
  (await ssm.send(new GetParameterCommand({ Name, WithDecryption: true })).catch(() => undefined))?.Parameter

const forget = (Name: string) => ssm.send(new DeleteParameterCommand({ Name })).catch(() => undefined)
beforeAll(() => forget(deployed))
afterAll(async () => {
  await Promise.all([deployed, parameter].map(forget))
  await folder.remove()
})

describe('npm run secret', () => {
  it('sets what comes by standard input, lists that it is set, and removes it', async () => {
    const set = 'npm run secret -- set RECAPTCHA_SITE_KEY --stage ci'
    expect(await operate(set, { input: 'a-site-key\n' })).toEqual({
      code: 0,
      lines: ['RECAPTCHA_SITE_KEY of stage ci is set. The gateway takes it into use within 5 minutes.']
    })
    expect(await parameterOf(parameter)).toMatchObject({ Value: 'a-site-key', Type: 'SecureString' })

    const listed = await operate('npm run secret -- list --stage ci')
    expect(listed.code).toBe(0)
    expect(listed.lines).toContainEqual(expect.stringMatching(/^RECAPTCHA_SITE_KEY +set, changed 20/))
    expect(listed.lines.join('\n')).not.toContain('a-site-key')

    expect(await operate('npm run secret -- remove RECAPTCHA_SITE_KEY --stage ci')).toMatchObject({ code: 0 })
    expect(await parameterOf(parameter)).toBeUndefined()
  })

  it('takes a real address of a database, removes it, and says where there was none', async () => {
    const before = await parameterOf(mongo)
    onTestFinished(async () => {
      if (before?.Value !== undefined) await ssm.send(new PutParameterCommand({ ...secret, Value: before.Value }))
    })
    const input = needed('TEST_MONGO_URI')
    expect(await operate('npm run secret -- set MONGO_URI --stage ci', { input })).toMatchObject({ code: 0 })
    expect((await parameterOf(mongo))?.Value).toBe(input)
    for (const said of [
      /^MONGO_URI of stage ci is removed\./,
      /^MONGO_URI of stage ci was not set; nothing was changed\.$/
    ])
      expect(await operate('npm run secret -- remove MONGO_URI --stage ci')).toEqual({
        code: 0,
        lines: [expect.stringMatching(said)]
      })
  })

  it('refuses a value that cannot be right, writes nothing and ends with 1', async () => {
    const set = 'npm run secret -- set RECAPTCHA_SITE_KEY --stage ci'
    const { code, lines } = await operate(set, { input: 'a key with spaces' })
    expect([code, lines]).toEqual([
      1,
      [
        'One thing is wrong, so nothing was changed:',
        '  RECAPTCHA_SITE_KEY: must have no spaces, and at most 200 characters'
      ]
    ])
    expect(await parameterOf(parameter)).toBeUndefined()
  })
})

describe('npm run rotate', () => {
  it('replaces the key of sessions at once where that is asked for', async () => {
    const name = '/kachery-gateway/ci/keys/SESSION_KEY'
    const before = await parameterOf(name)
    const { code, lines } = await operate('npm run rotate -- SESSION_KEY --stage ci --at-once')
    expect([code, lines]).toEqual([
      0,
      [expect.stringMatching(/^SESSION_KEY of stage ci is new\. Everybody has to sign in/)]
    ])
    const after = await parameterOf(name)
    expect(after?.Value).toMatch(/^[0-9a-f]{64}$/)
    expect(after?.Value).not.toBe(before?.Value)
  })
})

describe('npm run cost', () => {
  it('finds what it compares, and says in one sentence that CloudWatch counted nothing here', async () => {
    const { code, lines } = await operate('npm run cost -- --stage ci')
    expect([code, lines]).toEqual([
      1,
      [expect.stringMatching(/^CloudWatch counted no request of stage ci in 7 days: /)]
    ])
  })
})

describe('npm run deploy-role', () => {
  it('makes the identity provider and a role, twice, and says what to enter at GitHub', async () => {
    for (const known of ['now knows GitHub Actions', 'knows GitHub Actions already']) {
      const { code, lines } = await operate('npm run deploy-role -- --stage ci --repo franklab/kachery-gateway')
      expect([code, lines[0]]).toEqual([0, expect.stringContaining(known)])
      expect(lines).toContainEqual(
        expect.stringMatching(/^ {2}DEPLOY_ROLE {4}arn:aws:iam::123456789012:role\/kachery-gateway-deploy-ci$/)
      )
    }
  })
})

describe('npm run deploy and rollback', () => {
  const head = git(['rev-parse', 'HEAD'])
  const before = commitLikeHead('A version before')

  const asked = join(folder.path, 'asked')

  /** What would take minutes is told apart: way-back.test.ts deploys by SST itself. */
  async function fakeServer(program: string, script: string) {
    const path = join(folder.path, program)
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
  }

  beforeAll(async () => {
    const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim()
    await fakeServer('npx', `echo "npx $*" >> '${asked}'`)
    await fakeServer(
      'npm',
      `if [ "$1" = ci ]; then git rev-parse HEAD >> '${asked}'; echo "npm $*" >> '${asked}'; else exec '${npm}' "$@"; fi`
    )
  })
  beforeEach(() => writeFile(asked, ''))
  const askedFor = async () => (await readFile(asked, 'utf8')).trim().split('\n')

  it('deploys with SST, and writes down the commit once that is done', async () => {
    const { code, lines } = await operate('npm run deploy -- --stage ci', { path: folder.path })
    expect([code, lines[0]]).toEqual([0, expect.stringMatching(/^Deployed commit /)])
    expect(await askedFor()).toEqual(['npx sst deploy --stage ci --region eu-west-1'])
    expect((await parameterOf(deployed))?.Value).toMatch(new RegExp(`^${head}(\\+changes)?$`))
  })

  it('says which version it would go back to, and does nothing of it where it is told so', async () => {
    for (const Value of [before, head])
      await ssm.send(new PutParameterCommand({ Name: deployed, Value, Type: 'String', Overwrite: true }))
    const { code, lines } = await operate('npm run rollback -- --stage ci --dry-run')
    expect(code).toBe(0)
    expect(lines.slice(0, 2)).toEqual([`Stage ci in eu-west-1 goes from ${head}`, `to ${before}:`])
    expect(lines).toContain('  npx sst deploy --stage ci --region eu-west-1')
    expect((await parameterOf(deployed))?.Value).toBe(head)
  })

  it('goes nowhere where nobody can be asked', async () => {
    const { code, lines } = await operate('npm run rollback -- --stage ci')
    expect([code, lines.at(-1)]).toEqual([1, 'Nobody is there to be asked: say --yes, or --dry-run.'])
    expect((await parameterOf(deployed))?.Value).toBe(head)
  })

  it('deploys the version before from a checkout of its own, and leaves no such checkout', async () => {
    const { code, lines } = await operate('npm run rollback -- --stage ci --yes', { path: folder.path })
    expect([code, lines.at(-1)]).toEqual([0, `Stage ci is at commit ${before.slice(0, 12)} again.`])
    expect(await askedFor()).toEqual([before, 'npm ci', 'npx sst deploy --stage ci --region eu-west-1'])
    expect((await parameterOf(deployed))?.Value).toBe(before)
    expect(git(['worktree', 'list'])).not.toContain('kachery-gateway-rollback')
  })
})
