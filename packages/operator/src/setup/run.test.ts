import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownStagesFile } from '@kachery-gateway/functions/lambda/own-stages.ts'
import { openSetupLink, setupTokenHash } from '@kachery-gateway/functions/sign-in/setup-link.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InMemoryRegistry } from '../../../core/testing/in-memory-registry.ts'
import { know } from '../../../leak-check/src/watch.ts'
import { completeStacks, FakeParameters, fakeScreen } from '../../testing/fakes.ts'
import type { StackFacts } from '../aws/stacks.ts'
import { OperatorError, OutOfReach } from '../operator-error.ts'
import { runCommand } from '../run-command.ts'
import { setupCommandLine, usage } from './command-line.ts'
import { ownFile } from './own-settings.ts'
import { runSetup, type SetupDeps } from './run.ts'

const url = '/kachery-gateway/lab/public-url'
const secret = (name: string) => `/sst/kachery-gateway/lab/Secret/${name}/value`
const whole = '--stage lab --region eu-west-1 --administrator ada --email you@lab.example --domain none --yes'.split(
  ' '
)
const identity = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ada' }
const now = Date.parse('2026-11-30T12:00:00Z')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-test-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** An account in which nothing was made yet. `typed`: what a person enters; absent: nobody is there. */
function fixture(typed?: string[]) {
  const screen = fakeScreen()
  const parameters = new FakeParameters()
  const registry = Object.assign(new InMemoryRegistry(), { close: () => {} })
  const asked: string[] = []
  const aws: { stacks: StackFacts[]; deployments: number } = {
    stacks: [],
    deployments: 0
  }
  const deps: SetupDeps = {
    screen,
    parameters,
    own: ownFile(folder),
    forPeople: false,
    ask:
      typed &&
      (async question => {
        asked.push(question)
        const answer = typed.shift()
        if (answer === undefined) throw new OperatorError('Nothing was made.')
        return answer
      }),
    account: {
      identity: async () => identity,
      denied: async () => [],
      cloudFront: async () => ({ distributions: 1, unverified: false }),
      seesBilling: async () => true
    },
    lambdaLimit: { concurrency: async () => ({ all: 1000, unreserved: 1000 }) },
    stacks: { all: async () => aws.stacks, resources: async () => [], failures: async () => [] },
    registry: async () => registry,
    now: () => now,
    randomHex: bytes => 'a1'.repeat(bytes),
    deploy: async () => {
      aws.deployments += 1
      aws.stacks = completeStacks()
      await parameters.put(url, 'https://d1.example', { secret: false, advanced: false })
      return 0
    }
  }
  const go = (words: string[] = whole, variables = {}) =>
    runCommand(screen, usage, setupCommandLine(words, variables), ({ asked }) => runSetup(deps, () => deps, asked))
  const settings = async () => JSON.parse(await readFile(join(folder, ownStagesFile), 'utf8').catch(() => 'null'))
  return { go, deps, aws, screen, parameters, registry, asked, settings }
}

const tokenIn = (text: string) => {
  const token = /https:\/\/d1\.example\/setup#([0-9a-f]{64})$/m.exec(text)?.[1] ?? ''
  know('setup token', token)
  return token
}

describe('npm run setup', () => {
  it('asks, says what it makes and costs, checks, deploys, and ends with a link that opens the page', async () => {
    const { go, asked, aws, screen, registry, settings } = fixture([
      'lab',
      'eu-west-1',
      '@Ada',
      'you@lab.example',
      '',
      'y'
    ])
    expect(await go([])).toBe(0)
    expect(asked.at(0)).toBe('A name for this deployment [prod]: ')
    expect(asked.at(-1)).toBe('Make it? (y/N) ')
    expect(aws.deployments).toBe(1)
    expect(screen.text()).toMatch(/0\.43 a month while nobody uses it/)
    expect(screen.text()).toMatch(/^ok {5}account +123456789012 in eu-west-1, as arn:/m)
    expect(await settings()).toEqual({
      lab: { keepsData: true, region: 'eu-west-1', administrators: ['Ada'], alarmEmail: 'you@lab.example' }
    })
    const link = await openSetupLink({ registry, now: () => now }, setupTokenHash(tokenIn(screen.text())))
    // Whoever sets it up by hand meanwhile is not overruled.
    expect(link).toMatchObject({ replaces: false, until: now + 3_600_000 })
  })

  it('asks again where an answer can’t be right, in one sentence', async () => {
    const { go, asked, screen } = fixture(['a/b', 'lab', 'Paris', 'eu-west-1', 'a b', 'ada', 'nobody', 'none', '', 'n'])
    expect(await go([])).toBe(0)
    expect(asked).toHaveLength(10)
    expect(screen.text()).toMatch(/That must be a region such as eu-west-1\./)
    expect(screen.text()).toMatch(/Nothing was made\.$/)
  })

  it('without a terminal names all that is missing in one sentence', async () => {
    const { go, screen, aws } = fixture()
    expect(await go([])).toBe(1)
    expect(screen.errors()).toBe(
      'Nobody is there to be asked, so say the rest as options: --stage, --administrator, --email, --yes.'
    )
    expect(
      await go(['--stage', 'lab', '--administrator', 'ada', '--email', 'none', '--domain', 'k.lab.example', '--yes'])
    ).toBe(1)
    expect(screen.errors()).toMatch(/options: --certificate\.$/)
    expect(aws.deployments).toBe(0)
  })

  it.each([
    [['--administrator', 'a b'], '--administrator is a GitHub login such as ada.'],
    [['--email', 'ada'], '--email is an address such as you@lab.example, or none.'],
    [['--domain', 'https://x.example'], '--domain is a name such as kachery.lab.example, or none.'],
    [['--certificate', 'arn:aws:acm:eu-west-1:123456789012:certificate/x'], '--certificate is the ARN'],
    [['--hosted-zone', 'lab.example'], '--hosted-zone is ID:NAME'],
    [['--region', 'Paris'], '--region is a region such as eu-west-1.'],
    [['--sign-in'], 'Say which stage: npm run setup -- --stage NAME --sign-in.'],
    [['more'], 'There is nothing that "more" could mean here.']
  ])('takes no %o', (words, problem) => {
    const line = setupCommandLine(words, {})
    expect(line).toMatchObject({ kind: 'wrong', problem: expect.stringContaining(problem) })
  })

  it('knows the answers of the last run, and keeps what else the file says', async () => {
    const first = fixture()
    const domain = [
      '--domain',
      'kachery.lab.example',
      '--certificate',
      `arn:aws:acm:us-east-1:123456789012:certificate/0a`
    ]
    await first.go([...whole, ...domain, '--hosted-zone', 'Z1:lab.example'])
    await first.deps.own.write(
      { stage: 'other', region: 'us-east-1', administrator: 'eve', email: 'none', domain: 'none' },
      { trashDays: 30 }
    )
    const again = fixture()
    again.aws.stacks = completeStacks()
    expect(await again.go(['--stage', 'lab', '--yes', '--administrator', 'grace'])).toBe(0)
    expect(await again.settings()).toEqual({
      lab: {
        keepsData: true,
        region: 'eu-west-1',
        administrators: ['grace', 'ada'],
        alarmEmail: 'you@lab.example',
        domain: {
          name: 'kachery.lab.example',
          certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a',
          hostedZone: { id: 'Z1', name: 'lab.example' }
        }
      },
      other: { keepsData: true, trashDays: 30, region: 'us-east-1', administrators: ['eve'] }
    })
  })
})

describe('what stops it before anything is made', () => {
  const refused = async (change: (given: ReturnType<typeof fixture>) => void) => {
    const given = fixture()
    change(given)
    expect(await given.go()).toBe(1)
    expect(given.aws.deployments).toBe(0)
    expect(await given.settings()).toBe(null)
    return given.screen.text() + given.screen.errors()
  }

  it.each([
    ['no credentials', 'There are no AWS credentials here: run "aws configure".'],
    ['a wrong region', 'AWS does not answer for region eu-west-9 (ENOTFOUND): check --region and the network.']
  ])('%s', async (_, sentence) => {
    const said = await refused(({ deps }) => {
      deps.account.identity = async () => {
        throw new OutOfReach(sentence)
      }
    })
    expect(said).toMatch(new RegExp(`${sentence.replace(/[().]/g, '\\$&')}$`))
  })

  it('no permission: each right that is missing is named', async () => {
    const said = await refused(({ deps }) => {
      deps.account.denied = async () => ['iam:CreateRole', 's3:CreateBucket']
    })
    expect(said).toMatch(/^WRONG {2}rights +these credentials can't iam:CreateRole, s3:CreateBucket: use those of an/m)
  })

  it('an account that AWS has to verify: what to ask support for', async () => {
    const said = await refused(({ deps }) => {
      deps.account.cloudFront = async () => ({ distributions: 0, unverified: true })
    })
    expect(said).toMatch(/^WRONG {2}CloudFront +AWS has to verify the account .*: open a case with AWS support, /m)
  })

  it('a name that is taken: a stage that was not set up from here', async () => {
    const said = await refused(({ aws }) => {
      aws.stacks = completeStacks()
    })
    expect(said).toMatch(/^WRONG {2}stage +a stage lab is there in eu-west-1 already, .*choose another --stage/m)
  })

  it('AWS that is asked too often', async () => {
    const said = await refused(({ deps }) => {
      deps.account.identity = async () => {
        throw new OperatorError('AWS is asked too often at the moment (Throttling): wait for a minute, and try again.')
      }
    })
    expect(said).toMatch(/wait for a minute, and try again\.$/)
  })
})

describe('what stops nothing is told', () => {
  it('a new account’s limit of functions, rights that can’t be asked for, and no distribution yet', async () => {
    const { go, deps, screen } = fixture()
    deps.lambdaLimit = { concurrency: async () => ({ all: 10, unreserved: 10 }) }
    deps.account.denied = async () => undefined
    deps.account.cloudFront = async () => ({ distributions: 0, unverified: false })
    expect(await go()).toBe(0)
    expect(screen.text()).toMatch(/^note {3}Lambda +10 functions .* no more: ask AWS for 1000, Service Quotas console/m)
    expect(screen.text()).toMatch(/^note {3}rights +these credentials can't ask/m)
    expect(screen.text()).toMatch(/^note {3}CloudFront +the account has no distribution yet/m)
    tokenIn(screen.text())
  })

  it('without access to billing the stage has no budget, which would fail', async () => {
    const { go, deps, screen, settings } = fixture()
    deps.account.seesBilling = async () => false
    expect(await go()).toBe(0)
    expect((await settings()).lab).toMatchObject({ monthlyBudget: 0 })
    expect(screen.text()).toMatch(/^note {3}billing +.*root user/m)
    tokenIn(screen.text())
  })
})

describe('interrupted at any step and run again, it goes on', () => {
  it('while it asks: nothing was made and nothing is kept', async () => {
    const { go, screen, settings } = fixture(['lab'])
    expect(await go([])).toBe(1)
    expect([screen.errors(), await settings()]).toEqual(['Nothing was made.', null])
  })

  it('while it deploys: the answers are known', async () => {
    const { go, deps, aws, screen } = fixture()
    const { deploy } = deps
    deps.deploy = async () => {
      aws.stacks = [{ name: 'lab-kachery-gateway-site', status: 'ROLLBACK_COMPLETE', outputs: {} }]
      throw new OperatorError('SST ended with 1.')
    }
    expect(await go()).toBe(1)
    expect(screen.errors()).toBe('SST ended with 1.')
    deps.deploy = deploy
    expect(await go(['--stage', 'lab', '--yes'])).toBe(0)
    tokenIn(screen.text())
  })

  it('before the link was used: a new one by --sign-in, without a deployment; the old one ends', async () => {
    const { go, deps, aws, screen, registry } = fixture()
    await go()
    const first = tokenIn(screen.text())
    deps.randomHex = bytes => 'b2'.repeat(bytes)
    expect(await go(['--stage', 'lab', '--sign-in'])).toBe(0)
    expect(aws.deployments).toBe(1)
    const open = (token: string) => openSetupLink({ registry, now: () => now }, setupTokenHash(token))
    expect(await open('b2'.repeat(32))).toMatchObject({ replaces: true })
    await expect(open(first)).rejects.toMatchObject({ code: 'setup.link_refused' })
  })

  it('after all of it: the gateway has its sign-in, and is given no link', async () => {
    const { go, parameters, screen } = fixture()
    for (const name of ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'])
      await parameters.put(secret(name), 'geheim-value', { secret: true, advanced: false })
    expect(await go()).toBe(0)
    expect(screen.text()).toMatch(/has its GitHub sign-in\. To give it another: npm run setup -- --stage lab/)
    expect(screen.text()).not.toContain('/setup#')
  })

  it('--sign-in of a stage that is not there, or not whole, says so', async () => {
    const { go, aws, screen } = fixture()
    expect(await go(['--stage', 'lab', '--sign-in'])).toBe(1)
    aws.stacks = completeStacks()
    expect(await go(['--stage', 'lab', '--sign-in'])).toBe(1)
    expect(screen.errors()).toMatch(/^There is no stage lab [^\n]+\nStage lab has no address yet: deploy it, /)
  })
})
