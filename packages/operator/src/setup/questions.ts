/** What a person decides, in the order in which it is asked; each is an option of the same name. Answers are texts. */
import { GitHubLogin } from '@kachery-gateway/core/ids/user-label.ts'
import { StageName, stageNameExpectation } from '@kachery-gateway/functions/lambda/stage-name.ts'
import { WrongUsage } from '../command-line.ts'
import { defaultRegion, Region } from '../stage.ts'

export const questionNames = [
  'stage',
  'region',
  'administrator',
  'email',
  'domain',
  'certificate',
  'hosted-zone'
] as const
export type QuestionName = (typeof questionNames)[number]
export type Given = Partial<Record<QuestionName, string>>
/** `certificate` and `hosted-zone` where there is a domain. */
export type Answers = Record<Exclude<QuestionName, 'certificate' | 'hosted-zone'>, string> & Given

export interface Question {
  name: QuestionName
  /** For the list of options. */
  value: string
  says: string
  /** For a person on a terminal. */
  asks: string
  /** Taken where nothing is entered and nothing was answered before. */
  usual?: string
  /** Gives the answer as it is kept. Throws WrongUsage with a sentence. */
  read(text: string): string
  /** Absent: always asked. */
  unless?(given: Given): boolean
}

export const none = 'none'

const fitting = (shape: RegExp, sentence: string) => (text: string) => {
  if (!shape.test(text)) throw new WrongUsage(sentence)
  return text
}
const domainShape = /^(none|(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})$/
const noDomain = ({ domain }: Given) => domain === undefined || domain === none

export const questions: readonly Question[] = [
  {
    name: 'stage',
    value: 'NAME',
    says: 'what the deployment is called',
    asks: 'A name for this deployment',
    usual: 'prod',
    read: text => {
      if (!StageName.safeParse(text).success) throw new WrongUsage(`That can't be a stage: ${stageNameExpectation}.`)
      return text
    }
  },
  {
    name: 'region',
    value: 'R',
    says: 'where it is',
    asks: 'An AWS region near your users',
    usual: defaultRegion,
    read: text => {
      if (!Region.safeParse(text).success) throw new WrongUsage('--region is a region such as eu-west-1.')
      return text
    }
  },
  {
    name: 'administrator',
    value: 'LOGIN',
    says: 'your GitHub login: who administers the gateway',
    asks: 'Your GitHub login; it administers the gateway',
    read: text => {
      const login = GitHubLogin.safeParse(text.replace(/^@/, ''))
      if (!login.success) throw new WrongUsage('--administrator is a GitHub login such as ada.')
      return login.data
    }
  },
  {
    name: 'email',
    value: 'ADDRESS',
    says: 'who is told of alarms and costs, or none',
    asks: 'An e-mail address for alarms, or none',
    read: fitting(
      /^(none|[^\s@<>",]{1,64}@[^\s@<>",]{1,189}\.[^\s@<>",.]{2,})$/,
      '--email is an address such as you@lab.example, or none.'
    )
  },
  {
    name: 'domain',
    value: 'NAME',
    says: 'a name of your own for the gateway, or none',
    asks: 'A name of your own such as kachery.lab.example, or none; it may come later',
    usual: none,
    read: fitting(domainShape, '--domain is a name such as kachery.lab.example, or none.')
  },
  {
    name: 'certificate',
    value: 'ARN',
    says: 'of the name, in ACM, region us-east-1, issued',
    asks: 'The ARN of its certificate in ACM, region us-east-1',
    read: fitting(
      /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
      '--certificate is the ARN of a certificate in us-east-1, such as arn:aws:acm:us-east-1:123456789012:certificate/….'
    ),
    unless: noDomain
  },
  {
    name: 'hosted-zone',
    value: 'ID:NAME',
    says: 'of Route 53, if the name is there, or none',
    asks: 'Its hosted zone in Route 53 as ID:NAME such as Z0123:lab.example, or none',
    usual: none,
    read: fitting(
      /^(none|[A-Z0-9]{1,32}:[a-z0-9.-]+)$/,
      '--hosted-zone is ID:NAME such as Z0123:lab.example, or none.'
    ),
    unless: noDomain
  }
]
