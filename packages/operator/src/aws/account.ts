/** The account itself: whose credentials these are, what they allow, what AWS lets the account have. Asked without SDKs. */
import { type AwsAnswer, type AwsRequest, failureOf, signedCalls } from '@kachery-gateway/functions/aws/signed-call.ts'
import { OperatorError } from '../operator-error.ts'
import type { AwsPlace } from './connection.ts'
import { plainCredentials } from './credentials.ts'
import { asking, isNamed } from './failure.ts'

export interface Identity {
  account: string
  /** Of the user or role. */
  arn: string
}

export interface Account {
  /** Throws OperatorError: no credentials, unknown ones, or none for this region. */
  identity(): Promise<Identity>
  /** Those of the actions that the credentials do not allow. undefined: they may not ask. */
  denied(identity: Identity, actions: readonly string[]): Promise<string[] | undefined>
  /** How many distributions there are, and whether AWS says that it has to verify the account before it makes one. */
  cloudFront(): Promise<{ distributions: number; unverified: boolean }>
  /** Whether these credentials see what the account costs. */
  seesBilling(identity: Identity): Promise<boolean>
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
/** Those of a distribution that nobody has: a copy of it is refused, in an unverified account for that reason. */
const noDistribution = 'E00000000000000'

export function accountOnAws(place: AwsPlace): Account {
  /** `global`: where a service has one address for all regions. */
  async function call(request: AwsRequest, global?: string): Promise<AwsAnswer> {
    const credentials = await plainCredentials(place)
    const where = global === undefined ? place : { region: 'us-east-1', endpoint: place.endpoint ?? global }
    return signedCalls({ ...where, credentials, timeLimit: 8_000 })(request)
  }
  const whoIs = (global?: string) =>
    call(
      {
        service: 'sts',
        action: 'GetCallerIdentity',
        headers: form,
        body: 'Action=GetCallerIdentity&Version=2011-06-15'
      },
      global
    )

  return {
    identity: () =>
      asking(place.region, 'see which account this is', async () => {
        const answer = await whoIs()
        if (answer.status === 200) return { account: fieldOf(answer, 'Account'), arn: fieldOf(answer, 'Arn') }
        // A region that is switched off says that it does not know the credentials.
        if (place.endpoint === undefined && (await whoIs('https://sts.amazonaws.com')).status === 200)
          throw new OperatorError(
            `The account has no region ${place.region}: switch it on in the AWS console, Account, AWS Regions, or choose another --region.`
          )
        throw refusal(answer)
      }),

    denied: ({ arn }, actions) =>
      asking(place.region, 'see what the credentials allow', async () => {
        // A session of a role is simulated as the role; the account's root may do everything, and is simulated not at all.
        const [, account, role] = /^arn:[\w-]+:sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? []
        const PolicySourceArn = role === undefined ? arn : `arn:aws:iam::${account}:role/${role}`
        if (arn.endsWith(':root')) return []
        const names = Object.fromEntries(actions.map((name, at) => [`ActionNames.member.${at + 1}`, name]))
        const body = { Action: 'SimulatePrincipalPolicy', Version: '2010-05-08', PolicySourceArn, ...names }
        const answer = await call(
          {
            service: 'iam',
            action: 'SimulatePrincipalPolicy',
            headers: form,
            body: new URLSearchParams(body).toString()
          },
          'https://iam.amazonaws.com'
        )
        if (answer.status !== 200) return undefined
        const members = [...answer.text.matchAll(/<EvalActionName>(.*?)<\/EvalActionName>|<EvalDecision>(.*?)</gs)]
        const decisions = members.flatMap(([, , decision]) => (decision === undefined ? [] : [decision]))
        const asked = members.flatMap(([, name]) => (name === undefined ? [] : [name]))
        return asked.filter((_, at) => decisions[at] !== 'allowed')
      }),

    cloudFront: () =>
      asking(place.region, 'see the CloudFront distributions', async () => {
        const global = 'https://cloudfront.amazonaws.com'
        const path = '/2020-05-31/distribution'
        const listed = await call({ service: 'cloudfront', action: 'ListDistributions', method: 'GET', path }, global)
        if (listed.status !== 200) throw refusal(listed)
        const distributions = Number(fieldOf(listed, 'Quantity'))
        if (distributions > 0) return { distributions, unverified: false }
        const copied = await call(
          {
            service: 'cloudfront',
            action: 'CopyDistribution',
            path: `${path}/${noDistribution}/copy`,
            headers: { 'content-type': 'application/xml', 'if-match': noDistribution, staging: 'true' },
            body: '<CopyDistributionRequest xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><CallerReference>kachery-gateway-setup</CallerReference></CopyDistributionRequest>'
          },
          global
        )
        return { distributions, unverified: mustBeVerified.test(copied.text) }
      }),

    seesBilling: ({ account }) =>
      asking(place.region, 'see the budgets', async () => {
        const answer = await call(
          {
            service: 'budgets',
            action: 'DescribeBudgets',
            headers: {
              'content-type': 'application/x-amz-json-1.1',
              'x-amz-target': 'AWSBudgetServiceGateway.DescribeBudgets'
            },
            body: JSON.stringify({ AccountId: account, MaxResults: 1 })
          },
          'https://budgets.amazonaws.com'
        )
        if (answer.status === 200) return true
        const error = refusal(answer)
        if (isNamed(error, 'AccessDeniedException', 'AccessDenied')) return false
        throw error
      })
  }
}

/** What CloudFront says of accounts that AWS support has to look at first. */
const mustBeVerified = /account must be verified/i

/** Named as AWS names it, for failure.ts. */
function refusal(answer: AwsAnswer): Error {
  const said = failureOf(answer)
  const error = new Error(said)
  error.name = said.split(' ').at(-1) ?? said
  return error
}

export const fieldOf = ({ text }: AwsAnswer, name: string) =>
  new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(text)?.[1] ?? ''
