import { describe, expect, it } from 'vitest'
import { FakeAws } from '../../testing/fake-aws.ts'
import { assumedRole } from './assumed-role.ts'
import { signedCalls } from './signed-call.ts'

const minutes = (n: number) => n * 60_000
const credentials = { accessKeyId: 'ASIALAMBDA', secretAccessKey: 'own-secret', sessionToken: 'own-token' }

function fixture() {
  const aws = new FakeAws()
  const call = signedCalls({ region: 'eu-west-1', credentials, send: aws.send })
  const { logger } = aws.overrides
  return { aws, role: assumedRole({ call, role: 'arn:aws:iam::1:role/files', now: () => aws.time, logger }) }
}

describe('credentials of an assumed role', () => {
  it('are asked for once by many at the same time, for an hour, and kept while 35 minutes are left', async () => {
    const { aws, role } = fixture()
    const many = await Promise.all(Array.from({ length: 10 }, () => role.current(minutes(31))))
    expect(new Set(many).size).toBe(1)
    expect(many[0]).toEqual({
      accessKeyId: 'ASIA1',
      secretAccessKey: 'files-secret/1+x=',
      sessionToken: 'files-token/1==',
      expiresAt: aws.time + minutes(60)
    })
    expect(Object.fromEntries(new URLSearchParams(aws.calls[0]?.body))).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: 'arn:aws:iam::1:role/files',
      DurationSeconds: '3600'
    })
    aws.time += minutes(25)
    expect(await role.current(minutes(31))).toBe(many[0])
    aws.time += 1
    expect((await role.current(minutes(31))).accessKeyId).toBe('ASIA2')
    expect(aws.assumed).toBe(2)
  })

  it('stay in use where they cannot be renewed, while they live long enough, and are tried again every 30 s', async () => {
    const { aws, role } = fixture()
    await role.current(0)
    aws.failing.set('sts AssumeRole', 403)
    aws.time += minutes(26)
    expect((await role.current(minutes(31))).accessKeyId).toBe('ASIA1')
    expect((await role.current(minutes(31))).accessKeyId).toBe('ASIA1')
    expect(aws.count('sts AssumeRole')).toBe(2)
    aws.time += 30_000
    await role.current(minutes(31))
    expect(aws.count('sts AssumeRole')).toBe(3)

    aws.time += minutes(4)
    await expect(role.current(minutes(31))).rejects.toMatchObject({ kind: 'unavailable', code: 'store.unavailable' })
    // Calls of our own need them for less time.
    expect((await role.current(minutes(1))).accessKeyId).toBe('ASIA1')
    aws.failing.clear()
    expect((await role.current(minutes(31))).accessKeyId).toBe('ASIA2')
    expect(aws.lines.join()).not.toMatch(/files-|own-/)
  })

  it('that never came are asked for at each request', async () => {
    const { aws, role } = fixture()
    aws.failing.set('sts AssumeRole', 403)
    await expect(role.current(0)).rejects.toMatchObject({ code: 'store.unavailable' })
    await expect(role.current(0)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(aws.count('sts AssumeRole')).toBe(2)
    aws.failing.clear()
    expect((await role.current(0)).accessKeyId).toBe('ASIA1')
  })

  it('that are shorter than a URL is wanted for are refused', async () => {
    const { aws, role } = fixture()
    aws.assumedLife = minutes(15)
    await expect(role.current(minutes(31))).rejects.toMatchObject({ code: 'store.unavailable' })
  })
})
