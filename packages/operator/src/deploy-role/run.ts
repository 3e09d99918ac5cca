/** What `npm run deploy-role` does, and says. */
import { appName } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import type { Roles } from '../aws/roles.ts'
import type { Screen } from '../run-command.ts'
import type { AskedRole } from './command-line.ts'

const issuer = 'token.actions.githubusercontent.com'
const audience = 'sts.amazonaws.com'
/** SST makes roles with policies of their own, and whoever may do that may do all: a list of actions would only look narrower. */
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

export async function runDeployRole(
  { roles, screen }: { roles: Roles; screen: Screen },
  { at: { stage, region }, repository }: AskedRole
): Promise<number> {
  const added = await roles.addProvider(`https://${issuer}`, audience)
  screen.out(added ? 'The account now knows GitHub Actions.' : 'The account knows GitHub Actions already.')
  // IAM's names are the account's, whatever the region.
  const arn = await roles.putRole({
    name: `${appName}-deploy-${stage}`,
    description: `GitHub Actions of ${repository}, environment ${stage}`,
    trust: trustOf(repository, stage),
    policy
  })
  screen.out(`The role may be taken by jobs of ${repository} in the environment ${stage}, and by nobody else.`)
  screen.out('')
  screen.out(`In that repository, Settings, Environments, ${stage}: make the environment, and give it the variables`)
  screen.out(`  DEPLOY_ROLE    ${arn}`)
  screen.out(`  DEPLOY_REGION  ${region}`)
  screen.out('Then docs/ci.md: who may approve, and which branch deploys.')
  return 0
}

/** By environment: GitHub lets a job into it only after its rules, such as a reviewer, are kept. */
const trustOf = (repository: string, environment: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::ACCOUNT:oidc-provider/${issuer}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${issuer}:aud`]: audience,
          [`${issuer}:sub`]: `repo:${repository}:environment:${environment}`
        }
      }
    }
  ]
})
