import { describe, expect, it } from 'vitest'
import {
  at,
  completeStacks,
  FakeParameters,
  fakeRun,
  fakeScreen,
  fakeStacks,
  interruptedAt
} from '../../testing/fakes.ts'
import { OutOfReach } from '../operator-error.ts'
import { runDeploy } from './run.ts'

const commit = 'a'.repeat(40)
const name = '/kachery-gateway/lab/deployed-commit'
const begun = '/kachery-gateway/lab/deployment-begun'
const now = Date.parse('2026-11-24T12:00:00Z')

function fixture({ sst = 0, changes = '', git = 0, reason = '', parameters = new FakeParameters() } = {}) {
  const screen = fakeScreen()
  const failed = completeStacks().map(stack => ({ ...stack, status: 'UPDATE_ROLLBACK_COMPLETE' }))
  const stacks = fakeStacks(failed, {}, { 'lab-kachery-gateway-site': reason === '' ? [] : [reason] })
  const { run, lines } = fakeRun(line => {
    if (line.startsWith('npx sst')) return { code: sst }
    if (line.startsWith('git rev-parse')) return { code: git, output: git === 0 ? `${commit}\n` : '' }
    return line.startsWith('git status') ? { output: changes } : undefined
  })
  return {
    go: () => runDeploy({ run, parameters, stacks, screen, folder: '/checkout', now: () => now }, at),
    screen,
    parameters,
    lines,
    deployed: () => parameters.values.filter(each => each.name === name)
  }
}

describe('npm run deploy', () => {
  it('is "npx sst deploy", and writes down the commit when that is done', async () => {
    const { go, screen, parameters, lines, deployed } = fixture()
    expect(await go()).toBe(0)
    expect(lines).toEqual(['/checkout$ npx sst deploy --stage lab --region eu-west-1'])
    expect(deployed()).toEqual([{ name, value: commit }])
    expect(parameters.kept.has(begun)).toBe(false)
    expect(screen.text()).toContain(
      'Deployed commit aaaaaaaaaaaa. Next: npm run doctor -- --stage lab --region eu-west-1'
    )
  })

  it('writes nothing where the same version is deployed again', async () => {
    const { go, deployed } = fixture()
    await go()
    await go()
    expect(deployed()).toHaveLength(1)
  })

  it('writes down that there were changes', async () => {
    const { go, screen, deployed } = fixture({ changes: ' M sst.config.ts\n' })
    expect(await go()).toBe(0)
    expect(deployed()).toEqual([{ name, value: `${commit}+changes` }])
    expect(screen.text()).toContain('with changes that are in no commit')
  })

  it('leaves written that it began where SST fails, says so the next time, and that it ended in the end', async () => {
    const failed = fixture({ sst: 1, changes: ' M x\n' })
    await expect(failed.go()).rejects.toThrow(
      /^SST ended with 1, .* npm run rollback -- --stage lab --region eu-west-1\.$/
    )
    expect(failed.deployed()).toEqual([])
    const value = `${commit}+changes 2026-11-24T12:00:00.000Z`
    expect(failed.parameters.kept.get(begun)?.value).toBe(value)
    const { go, parameters, screen } = fixture()
    await parameters.put(begun, value, { secret: false, advanced: false })
    expect(await go()).toBe(0)
    expect(screen.text()).toContain(
      'A deployment of commit aaaaaaaaaaaa with changes began at 2026-11-24T12:00:00.000Z and did not end; this one'
    )
    expect(parameters.kept.has(begun)).toBe(false)
  })

  it.each([
    ['Your account must be verified before you can add new CloudFront resources.', 'open a case at AWS support'],
    ['The AWS Access Key Id needs a subscription for the service (OptInRequired)', 'wait for up to a day'],
    ['User: x is not authorized to perform: iam:CreateRole on resource: y', "can't do that (iam:CreateRole): deploy"],
    ['kachery-gateway-lab-eu-west-1 already exists', 'A name is taken (kachery-gateway-lab-eu-west-1): choose'],
    ['Rate exceeded (Service: Lambda, Status Code: 429)', 'wait for a few minutes, and deploy again'],
    [
      "decreases account's UnreservedConcurrentExecution below its minimum value of [10]",
      'reservedConcurrency: lower it'
    ],
    ['Account is not authorized to create budgets', 'monthlyBudget: 0'],
    ['Something that nobody foresaw', 'is not done; CloudFormation says: Something that nobody foresaw.'],
    ['Limit exceeded for resource of type AWS::CloudFront::Distribution', 'ask for more of it']
  ])('says what to do where CloudFormation says: %s', async (reason, todo) => {
    const { go } = fixture({ sst: 1, reason })
    await expect(go()).rejects.toThrow(todo)
  })

  it.each([
    [127, /^npx could not be started, so nothing was deployed: run "npm ci" first\.$/],
    [130, /^You stopped SST\. CloudFormation ends what it began; wait for that, then deploy again, or go back/]
  ])('says what happened where SST ends with %i', async (sst, sentence) => {
    await expect(fixture({ sst }).go()).rejects.toThrow(sentence)
  })

  it('interrupted at any step and run again, ends as if it never had been', async () => {
    const parameters = new FakeParameters()
    for (let step = 0; ; step++) {
      const { go, deployed } = fixture({ parameters })
      if (!(await interruptedAt(parameters, step, go))) break
      expect(await fixture({ parameters }).go(), `step ${step}`).toBe(0)
      expect(parameters.kept.get(name)?.value).toBe(commit)
      expect(parameters.kept.has(begun)).toBe(false)
      expect(new Set(deployed().map(({ value }) => value))).toEqual(new Set([commit]))
      if (step > 20) throw new Error('it never ends')
    }
  })

  it('deploys nothing where AWS is out of reach', async () => {
    const { go, parameters, lines } = fixture()
    parameters.read = async () => {
      throw new OutOfReach('There are no AWS credentials here.')
    }
    await expect(go()).rejects.toThrow('There are no AWS credentials here.')
    expect(lines).toEqual([])
  })

  it('says so where the folder is no checkout, or the version could not be written down', async () => {
    const none = fixture({ git: 128 })
    expect(await none.go()).toBe(0)
    expect(none.screen.errors()).toMatch(/no git checkout/)
    expect(none.deployed()).toEqual([])
    expect(none.parameters.kept.has(begun)).toBe(false)

    const { go, parameters, screen } = fixture()
    const put = parameters.put.bind(parameters)
    parameters.put = async (where, ...given) => {
      if (where === name) throw new Error('geheim')
      return put(where, ...given)
    }
    expect(await go()).toBe(1)
    expect(screen.errors()).toMatch(/^Deployed, but rollback will not know this version\. /)
    expect(screen.errors()).not.toContain('geheim')
  })
})
