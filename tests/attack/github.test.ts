/** GitHub tokens: a caller is who the identity provider says, or nobody; the token stays nowhere. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import type { IdentityProvider } from '@kachery-gateway/core/stores/identity-provider.ts'
import { describe, expect, it, vi } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { attackGateway, expectRefusal, expectUnavailable, type Payload } from './handler.ts'

const find: Payload = { type: 'findFile', hashAlg: 'sha1', hash: sha1('content') }
const tokens: Record<string, { accountId: string; login: string }> = {
  gho_of_the_attack_test_ann: { accountId: '1', login: 'ann' },
  gho_of_the_attack_test_eve: { accountId: '2', login: 'eve' }
}

/** As GitHub would say it; `identify` shows what it was asked, and may be made to fail. */
async function annsZone(allowPublicDownload = false) {
  const identify = vi.fn<IdentityProvider['identify']>(async (login, token) => {
    const account = tokens[token]
    if (account === undefined || account.login !== login) return undefined
    return { accountId: account.accountId, login: UserLabel.parse(account.login) }
  })
  const gateway = attackGateway({ identityProvider: { identify } })
  await gateway.settings(
    'default',
    `allowPublicUpload: false\nallowPublicDownload: ${allowPublicDownload}\nauthorizedUsers: [{userId: ann, download: true}]`
  )
  const as = (githubUserId: string, githubAccessToken: string) =>
    gateway.ask(find, { envelope: { githubUserId, githubAccessToken } })
  return { gateway, identify, as }
}

describe('a GitHub token', () => {
  it('of the login that it comes with is that user', async () => {
    const { as } = await annsZone()
    expect(await as('ann', 'gho_of_the_attack_test_ann')).toMatchObject({ status: 200, json: { found: false } })
    expectRefusal(await as('eve', 'gho_of_the_attack_test_eve'), 403, 'access.not_permitted')
  })

  it('is asked about again within a minute, so that one that was revoked ends then', async () => {
    const { gateway, identify, as } = await annsZone()
    await as('ann', 'gho_of_the_attack_test_ann')
    await as('ann', 'gho_of_the_attack_test_ann')
    expect(identify).toHaveBeenCalledTimes(1)
    identify.mockResolvedValue(undefined)
    gateway.pass(60_000)
    expectRefusal(await as('ann', 'gho_of_the_attack_test_ann'), 401, 'auth.bad_github_token')
  })

  it('that is none, or is somebody else’s, is refused even where anyone may ask', async () => {
    const { gateway, as } = await annsZone(true)
    gateway.forget()
    for (const token of ['gho_of_the_attack_test_none', 'gho_of_the_attack_test_eve'])
      expectRefusal(await as('ann', token), 401, 'auth.bad_github_token')
    expect(gateway.touched()).toMatchObject({ objects: [], registry: [], ephemeral: [] })
  })

  it('of one user is not worth a remembered answer about another', async () => {
    const { as } = await annsZone()
    expect((await as('ann', 'gho_of_the_attack_test_ann')).status).toBe(200)
    expectRefusal(await as('ann', 'gho_of_the_attack_test_eve'), 401, 'auth.bad_github_token')
    expectRefusal(await as('eve', 'gho_of_the_attack_test_ann'), 401, 'auth.bad_github_token')
  })

  it('that some other site obtained finds and uploads, and never deletes, whoever its user is', async () => {
    const { gateway } = await annsZone()
    await gateway.settings(
      'default',
      'allowPublicUpload: true\nallowPublicDownload: true\nauthorizedUsers: [{userId: ann, admin: true}]'
    )
    const key = contentKey(sha1('content'))
    await gateway.buckets.default.put(key, Buffer.from('content'))
    const envelope = { githubUserId: 'ann', githubAccessToken: 'gho_of_the_attack_test_ann' }
    expect((await gateway.ask(find, { envelope })).json).toMatchObject({ found: true })
    const upload = { ...find, type: 'initiateFileUpload', hash: sha1('more'), size: 4 }
    expect((await gateway.ask(upload, { envelope })).json).toMatchObject({ alreadyExists: false })
    gateway.forget()
    const remove = { ...find, type: 'deleteFile' }
    expectRefusal(await gateway.ask(remove, { envelope }), 403, 'access.session_needed')
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
    const client = await gateway.registered('ann')
    expect((await gateway.ask(remove, { client })).json).toMatchObject({ success: true })
  })

  it('while the provider is down is 503, never anonymous, and right again at once', async () => {
    const { identify, as } = await annsZone(true)
    identify.mockRejectedValueOnce(errors.storeUnavailable('GitHub', new Error('ECONNREFUSED')))
    expectUnavailable(await as('ann', 'gho_of_the_attack_test_ann'))
    expect((await as('ann', 'gho_of_the_attack_test_ann')).status).toBe(200)
  })

  it('at a gateway without a provider is refused with what to do instead', async () => {
    const answer = await attackGateway().ask(find, {
      envelope: { githubUserId: 'ann', githubAccessToken: 'gho_of_the_attack_test_ann' }
    })
    expectRefusal(answer, 401, 'auth.github_not_configured')
  })

  it('of a login that belongs to another account here is refused: names at GitHub change hands', async () => {
    const { gateway, identify, as } = await annsZone()
    expect((await as('ann', 'gho_of_the_attack_test_ann')).status).toBe(200)
    identify.mockResolvedValue({ accountId: '99', login: UserLabel.parse('ann') })
    expectRefusal(await as('ann', 'gho_of_the_attack_test_new'), 403, 'auth.login_bound_elsewhere')
    gateway.pass(60_000)
    expectRefusal(await as('ann', 'gho_of_the_attack_test_ann'), 403, 'auth.login_bound_elsewhere')
  })

  it('of an account that a login was bound to anew opens within a minute, and the old one is closed', async () => {
    const { gateway, identify, as } = await annsZone()
    expect((await as('ann', 'gho_of_the_attack_test_ann')).status).toBe(200)
    await gateway.registry.remove({ kind: 'login', id: 'ann' })
    await gateway.registry.create(
      { kind: 'login', id: 'ann' },
      { accountId: '99' },
      { owner: '99', overTombstone: true }
    )
    gateway.pass(60_000)
    expectRefusal(await as('ann', 'gho_of_the_attack_test_ann'), 403, 'auth.login_bound_elsewhere')
    identify.mockResolvedValue({ accountId: '99', login: UserLabel.parse('ann') })
    expect((await as('ann', 'gho_of_the_attack_test_new')).status).toBe(200)
  })

  it('appears in no answer, no record, no log item and no line for operators', async () => {
    const { gateway, identify, as } = await annsZone()
    const texts: string[] = []
    const note = async (answer: ReturnType<typeof as>) => texts.push(JSON.stringify(await answer))
    await note(as('ann', 'gho_of_the_attack_test_ann'))
    await note(as('eve', 'gho_of_the_attack_test_eve'))
    await note(as('ann', 'gho_of_the_attack_test_eve'))
    await note(gateway.ask(find, { envelope: { githubAccessToken: 'gho_of_the_attack_test_ann' } }))
    await note(
      gateway.ask({ ...find, githubAccessToken: 'gho_of_the_attack_test_ann' }, { envelope: { githubUserId: 'ann' } })
    )
    identify.mockRejectedValue(new Error('unexpected'))
    await note(as('ann', 'gho_of_the_attack_test_other'))
    const records = await gateway.registry.list({ kind: 'login' }, { limit: 100 })
    expect(records.items).toHaveLength(2)
    expect(gateway.ephemeral.logItems.map(({ item }) => item.request)).toMatchObject([{ githubUserId: 'ann' }])
    expect(JSON.stringify([texts, records, gateway.ephemeral.logItems, gateway.lines])).not.toContain(
      'gho_of_the_attack_test_'
    )
  })
})
