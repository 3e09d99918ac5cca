import { expect, it } from 'vitest'
import { at, completeStacks } from '../../testing/fakes.ts'
import { sentenceFor, whyItFailed } from './why-it-failed.ts'

/** As CloudFormation was seen to say it. */
it.each([
  [
    'Resource handler returned message: "Access denied for operation \'AWS::CloudFront::Distribution: Your account must be verified before you can add new CloudFront resources. To verify your account, please contact AWS Support"',
    /^AWS has to verify this account .*: open a case with AWS support/
  ],
  [
    'kachery-gateway-lab-eu-west-1 already exists in stack arn:aws:…',
    /^A name is taken \(kachery-gateway-lab-eu-west-1\)/
  ],
  [
    'One or more of the CNAMEs you provided are already associated with a different resource.',
    /^The domain belongs to/
  ],
  ['Rate exceeded (Service: Lambda, Status Code: 429)', /wait for some minutes, then .* npm run setup -- --stage lab/],
  [
    'User: arn:aws:iam::1:user/x is not authorized to perform: iam:CreateRole on resource: y',
    /^A right is missing \(iam:CreateRole\)/
  ],
  [
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution",
    /^The account’s limit/
  ],
  ['Account limit of tables exceeded', /^A limit of the account is reached/],
  ['Something\nelse', /^CloudFormation says: Something else$/]
])('%s', (reason, sentence) => {
  expect(sentenceFor(reason, at)).toMatch(sentence)
})

it('says each reason once, of the stacks that failed alone', async () => {
  const [first, second, ...rest] = completeStacks()
  if (first === undefined || second === undefined) throw new Error('no stacks')
  const looked: string[] = []
  const stacks = {
    all: async () => [
      { ...first, status: 'ROLLBACK_COMPLETE' },
      { ...second, status: 'UPDATE_ROLLBACK_COMPLETE' },
      ...rest
    ],
    resources: async () => [],
    failures: async (name: string) => {
      looked.push(name)
      return ['Rate exceeded', 'Throttling']
    }
  }
  expect(await whyItFailed(stacks, at)).toHaveLength(1)
  expect(looked).toEqual([first.name, second.name])
})
