/** Roles and identity providers of IAM. Asked without IAM's SDK: it is four questions. */
import { failureOf, signedCalls } from '@kachery-gateway/functions/aws/signed-call.ts'
import { OperatorError } from '../operator-error.ts'
import { accountOnAws, fieldOf } from './account.ts'
import type { AwsPlace } from './connection.ts'
import { plainCredentials } from './credentials.ts'
import { asking } from './failure.ts'

export interface Roles {
  /** false: the account has it already. */
  addProvider(url: string, audience: string): Promise<boolean>
  /** Made or changed; gives its ARN. `trust`: a policy, with the account's id in place of `ACCOUNT`. */
  putRole(role: { name: string; description: string; trust: object; policy: object }): Promise<string>
}

const accountMark = 'ACCOUNT'

export function rolesOnAws(place: AwsPlace): Roles {
  /** IAM is the account's, and answers in one region. `accepted`: codes of failures that are answers. */
  const ask = (what: string, action: string, given: Record<string, string>, accepted: string[] = []) =>
    asking(place.region, what, async () => {
      const credentials = await plainCredentials(place)
      const endpoint = place.endpoint ?? 'https://iam.amazonaws.com'
      const call = signedCalls({ region: 'us-east-1', endpoint, credentials, timeLimit: 8_000 })
      const answer = await call({
        service: 'iam',
        action,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ Action: action, Version: '2010-05-08', ...given }).toString()
      })
      if (answer.status === 200 || accepted.some(code => answer.text.includes(`<Code>${code}</Code>`))) return answer
      if (answer.status === 403)
        throw new OperatorError(`These AWS credentials can't ${what} (iam:${action}): use those of an administrator.`)
      throw new OperatorError(`AWS did not let us ${what}: it answers ${failureOf(answer)}.`)
    })

  return {
    async addProvider(url, audience) {
      const given = { Url: url, 'ClientIDList.member.1': audience }
      const what = 'let GitHub sign in'
      const { status } = await ask(what, 'CreateOpenIDConnectProvider', given, ['EntityAlreadyExists'])
      return status === 200
    },
    async putRole({ name, description, trust, policy: allowed }) {
      const what = `make the role ${name}`
      const policy = JSON.stringify(trust).replaceAll(accountMark, (await accountOnAws(place).identity()).account)
      const given = { RoleName: name, AssumeRolePolicyDocument: policy, Description: description }
      const made = await ask(what, 'CreateRole', given, ['EntityAlreadyExists'])
      if (made.status !== 200) await ask(what, 'UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: policy })
      await ask(what, 'PutRolePolicy', {
        RoleName: name,
        PolicyName: 'Deployments',
        PolicyDocument: JSON.stringify(allowed)
      })
      return fieldOf(await ask(what, 'GetRole', { RoleName: name }), 'Arn')
    }
  }
}
