/** What is looked at before anything is made: whatever would stop a deployment half way, and whom to ask about it. */
import type { Account, Identity } from '../aws/account.ts'
import type { LambdaLimit } from '../aws/lambda-limit.ts'
import type { Stacks } from '../aws/stacks.ts'
import { type Finding, note, right, wrong } from '../doctor/finding.ts'
import { OperatorError, OutOfReach } from '../operator-error.ts'
import { sentenceOf } from '../run-command.ts'
import { type Stage, stackName } from '../stage.ts'

export interface CheckDeps {
  account: Account
  lambdaLimit: LambdaLimit
  stacks: Stacks
}

export interface Checked {
  findings: Finding[]
  /** false: the stage has no budget, which would fail. */
  budget: boolean
}

/** One of each service that the stacks make something of; a test holds them to the templates. */
export const neededActions = [
  'cloudformation:CreateStack',
  'iam:CreateRole',
  'iam:PassRole',
  'lambda:CreateFunction',
  'apigateway:POST',
  'cloudfront:CreateDistribution',
  'dynamodb:CreateTable',
  's3:CreateBucket',
  'sqs:CreateQueue',
  'sns:CreateTopic',
  'ssm:PutParameter',
  'events:PutRule',
  'logs:CreateLogGroup',
  'cloudwatch:PutMetricAlarm',
  'ecr:CreateRepository'
]

/** Functions at once that AWS gives accounts which have been used; new ones begin with 10. */
const usualLimit = 1000
const fewAtOnce = 50

/** `knownHere`: the stage is in this checkout's own file. Throws OutOfReach where AWS can't be asked at all. */
export async function checkAccount(
  deps: CheckDeps,
  at: Stage,
  knownHere: boolean,
  tell: (finding: Finding) => void
): Promise<Checked> {
  const { account } = deps
  const identity = await account.identity()
  const findings: Finding[] = []
  const add = (finding: Finding) => {
    findings.push(finding)
    tell(finding)
  }
  add(right('account', `${identity.account} in ${at.region}, as ${identity.arn}`))
  const looked = async (about: string, look: () => Promise<Finding[]>) => {
    for (const finding of await orNote(about, look)) add(finding)
  }
  await looked('stage', () => checkStage(deps.stacks, at, knownHere))
  await looked('rights', () => checkRights(account, identity))
  await looked('Lambda', () => checkLimit(deps.lambdaLimit))
  await looked('CloudFront', () => checkCloudFront(account))
  let budget = true
  await looked('billing', async () => {
    budget = await account.seesBilling(identity)
    return budget ? [right('billing', 'these credentials see what the account costs')] : [noBilling]
  })
  return { findings, budget }
}

/** What can't be looked at stops nothing: the deployment will tell. */
async function orNote(about: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof OutOfReach || !(error instanceof OperatorError)) throw error
    return [note(about, `not checked. ${sentenceOf(error).replace(/\.$/, '')}`)]
  }
}

const noBilling = note(
  'billing',
  'these credentials can’t see billing, so the stage gets no budget',
  'to have one, sign in as the account’s root user, Account, "IAM user and role access to Billing information", Activate; then take monthlyBudget out of stages.local.json and deploy'
)

async function checkStage(stacks: Stacks, at: Stage, knownHere: boolean): Promise<Finding[]> {
  const own = (await stacks.all()).filter(({ name }) => name.startsWith(stackName(at.stage, '')))
  if (own.length === 0) return [right('stage', `${at.stage} is new in ${at.region}`)]
  if (!knownHere)
    return [
      wrong(
        'stage',
        `a stage ${at.stage} is there in ${at.region} already, and was not set up from this folder`,
        'choose another --stage; or, where it is yours, update it with npm run deploy'
      )
    ]
  const stuck = own.find(({ status }) => /^(DELETE_FAILED|UPDATE_ROLLBACK_FAILED)$/.test(status))
  if (stuck !== undefined)
    return [
      wrong(
        'stage',
        `its stack ${stuck.name} is ${stuck.status}, which AWS lets nobody update`,
        `delete that stack in the CloudFormation console, region ${at.region}, and run setup again`
      )
    ]
  return [right('stage', `${at.stage} is there; setup goes on with it`)]
}

async function checkRights(account: Account, identity: Identity): Promise<Finding[]> {
  const denied = await account.denied(identity, neededActions)
  if (denied === undefined)
    return [note('rights', 'these credentials can’t ask what they are allowed (iam:SimulatePrincipalPolicy)')]
  if (denied.length === 0) return [right('rights', 'these credentials may make all that a stage is made of')]
  return [
    wrong(
      'rights',
      `these credentials can’t ${denied.join(', ')}`,
      'use those of an administrator of the account (policy AdministratorAccess)'
    )
  ]
}

async function checkLimit(limit: LambdaLimit): Promise<Finding[]> {
  const { all } = await limit.concurrency()
  const said = `${all} functions of the account may run at once`
  if (all >= usualLimit) return [right('Lambda', said)]
  const ask = `ask AWS for ${usualLimit}, Service Quotas console, AWS Lambda, Concurrent executions`
  return [note('Lambda', all < fewAtOnce ? `${said}, enough to try the gateway and for no more` : said, ask)]
}

async function checkCloudFront(account: Account): Promise<Finding[]> {
  const { distributions, unverified } = await account.cloudFront()
  if (unverified) return [wrong('CloudFront', 'AWS has to verify the account before it has a distribution', askSupport)]
  if (distributions > 0) return [right('CloudFront', 'the account may make distributions: it has some')]
  return [
    note(
      'CloudFront',
      'the account has no distribution yet, and AWS verifies some new accounts first',
      `should the deployment say so, ${askSupport}`
    )
  ]
}

const askSupport =
  'open a case with AWS support, Account and billing, Account, Activation: "Please verify my account for CloudFront", and run setup again when they have answered'
