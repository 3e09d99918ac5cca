/** The account, asked of a server that answers as AWS documents it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeServer } from '../../../leak-check/src/fake-servers.ts'
import { accountOnAws } from './account.ts'

type Answer = [status: number, text: string]
const answers: Record<string, Answer> = {}
const asked: string[] = []
const server = fakeServer(
  createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      const action = new URLSearchParams(body).get('Action') ?? request.headers['x-amz-target'] ?? request.url ?? ''
      asked.push(`${action} ${body}`)
      const [status, text] = answers[String(action)] ?? [404, '<Code>NoSuchDistribution</Code>']
      response.writeHead(status).end(text)
    })
  })
)
beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'operator')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'geheim-operator')
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})
beforeEach(() => {
  for (const action of Object.keys(answers)) delete answers[action]
  asked.length = 0
})
const account = () =>
  accountOnAws({ region: 'eu-west-1', endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })

const refused = (code: string): Answer => [403, `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`]
const ada = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ada' }
const session = { ...ada, arn: 'arn:aws:sts::123456789012:assumed-role/Admin/ada' }

describe('the account', () => {
  it('says whose credentials these are', async () => {
    answers.GetCallerIdentity = [200, `<Arn>${ada.arn}</Arn><UserId>x</UserId><Account>${ada.account}</Account>`]
    expect(await account().identity()).toEqual(ada)
  })

  it.each([
    ['InvalidClientTokenId', /^AWS does not know these credentials/],
    ['ExpiredToken', /^The AWS credentials have expired/],
    ['OptInRequired', /^AWS has not activated this for the account in region eu-west-1/],
    ['AccessDenied', /^These AWS credentials can't see which account this is/]
  ])('says in a sentence what to do about %s', async (code, sentence) => {
    answers.GetCallerIdentity = refused(code)
    await expect(account().identity()).rejects.toThrow(sentence)
  })

  it('names the rights that are missing; a session is asked for as its role, and nobody asks for the root user', async () => {
    const member = (name: string, decision: string) =>
      `<member><EvalActionName>${name}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`
    answers.SimulatePrincipalPolicy = [200, member('a:B', 'allowed') + member('c:D', 'implicitDeny')]
    expect(await account().denied(session, ['a:B', 'c:D'])).toEqual(['c:D'])
    expect(asked[0]).toContain(encodeURIComponent('arn:aws:iam::123456789012:role/Admin'))
    expect(await account().denied({ ...ada, arn: 'arn:aws:iam::123456789012:root' }, ['a:B'])).toEqual([])
    answers.SimulatePrincipalPolicy = refused('AccessDenied')
    expect(await account().denied(ada, ['a:B'])).toBeUndefined()
  })

  it('knows an account that AWS has to verify, and makes nothing to find out', async () => {
    const [list, copy] = ['/2020-05-31/distribution', '/2020-05-31/distribution/E00000000000000/copy']
    answers[list] = [200, '<DistributionList><Quantity>0</Quantity></DistributionList>']
    expect(await account().cloudFront()).toEqual({ distributions: 0, unverified: false })
    answers[copy] = [
      403,
      '<Code>AccessDenied</Code><Message>Your account must be verified before you can add…</Message>'
    ]
    expect(await account().cloudFront()).toEqual({ distributions: 0, unverified: true })
    asked.length = 0
    answers[list] = [200, '<DistributionList><Quantity>3</Quantity></DistributionList>']
    expect(await account().cloudFront()).toEqual({ distributions: 3, unverified: false })
    expect(asked).toHaveLength(1)
  })

  it('knows whether billing is seen', async () => {
    const action = 'AWSBudgetServiceGateway.DescribeBudgets'
    answers[action] = [200, '{"Budgets":[]}']
    expect(await account().seesBilling(ada)).toBe(true)
    answers[action] = [400, '{"__type":"com.amazonaws.budgets#AccessDeniedException"}']
    expect(await account().seesBilling(ada)).toBe(false)
    answers[action] = [400, '{"__type":"com.amazonaws.budgets#InternalErrorException"}']
    await expect(account().seesBilling(ada)).rejects.toThrow('it says InternalErrorException')
  })
})
