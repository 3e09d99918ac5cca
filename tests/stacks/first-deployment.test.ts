/** What AWS refuses at a first deployment, and the emulator or a synthesis does not see. */
import { longestStageName } from '@kachery-gateway/functions/lambda/stage-name.ts'
import { describe, expect, it } from 'vitest'
import { stageSettings } from '../../stacks/stage-settings.ts'
import { ofType, type Stage, synthesised } from './synthesised.ts'
import { elsewhere, type Variant, variants } from './variants.ts'

const all = Object.keys(variants) as Variant[]

describe.each(all)('the stage %s', variant => {
  const stage = synthesised(variant)
  const permissions = Map.groupBy(ofType(stage, 'AWS::Lambda::Permission'), ([, { Properties }]) =>
    JSON.stringify(Properties.FunctionName)
  )

  it('gives a function three permissions at most, whose policy is far below the 20,480 bytes that Lambda allows', () => {
    for (const [name, own] of permissions) {
      expect(own.length, name).toBeLessThanOrEqual(3)
      // As Lambda writes a statement of each, with names of their usual length in place of references.
      const size = own.reduce((sum, [, { Properties }]) => sum + 300 + JSON.stringify(Properties).length, 200)
      expect(size, name).toBeLessThan(10_000)
    }
  })

  it('trusts no role that was made a second before: IAM would not know it yet', () => {
    for (const [id, { Properties }] of ofType(stage, 'AWS::IAM::Role')) {
      const principals = JSON.stringify(Properties.AssumeRolePolicyDocument).match(/"Principal":\{.*?\}\}?/g) ?? []
      for (const each of principals) expect(each, id).not.toContain('GetAtt')
    }
  })

  it('reserves concurrency for the gateway and the database alone, and leaves 100 of 1,000 to all others', () => {
    const reserved = ofType(stage, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
      Properties.ReservedConcurrentExecutions === undefined
        ? []
        : [{ id: id.replace(/[0-9A-F]{8}$/, ''), most: Number(Properties.ReservedConcurrentExecutions) }]
    )
    const wanted = { 'api.gateway': 'reservedConcurrency', 'documentdb.ephemeralStore': 'documentDb' }
    const { settings } = variants[variant]
    expect(reserved.map(({ id }) => id.replace('document-db', 'documentdb'))).toEqual(
      Object.entries(wanted).flatMap(([id, setting]) => (setting in settings ? [id] : []))
    )
    expect(reserved.reduce((sum, { most }) => sum + most, 0)).toBeLessThanOrEqual(900)
  })

  it('has its budget in a stack that nothing depends on, and none where it is 0', () => {
    const budgets = ofType(stage, 'AWS::Budgets::Budget')
    expect(budgets).toHaveLength('monthlyBudget' in variants[variant].settings && variant === 'adopting' ? 0 : 1)
    for (const [id] of budgets) expect(id).toMatch(/^budget\./)
    expect(Object.keys(stage.templates.budget?.toJSON().Outputs ?? {}).filter(id => id.startsWith('Exports'))).toEqual(
      []
    )
  })
})

/** Names of these are the account's in all regions, by AWS's own documentation of each. */
const global = /^AWS::(Budgets|CloudFront|Route53|S3)::|^AWS::IAM::(Role|ManagedPolicy)$|^AWS::CloudWatch::Dashboard$/
/** Names of these are a region's own, or, of inline policies, a role's. */
const regional =
  /^AWS::IAM::Policy$|^AWS::(ApiGatewayV2|CloudFormation|DocDB|DynamoDB|EC2|Events|Lambda|Logs|SNS|SQS|SSM)::|^AWS::CloudWatch::Alarm$|^Custom::/

describe('one stage name in two regions', () => {
  const [here, there] = [synthesised('personal'), synthesised('elsewhere')]

  it('is looked at in types that are known to be global or regional', () => {
    const types = all.flatMap(variant => Object.values(synthesised(variant).resources).map(({ Type }) => Type))
    expect([...new Set(types)].filter(type => global.test(type) === regional.test(type))).toEqual([])
  })

  it('gives no two resources of the account the same name', () => {
    const names = globalNames(here)
    expect(names.length).toBeGreaterThanOrEqual(6)
    expect(names.filter(name => globalNames(there).includes(name))).toEqual([])
    expect(elsewhere.region).not.toBe('eu-west-1')
  })
})

function globalNames({ resources }: Stage): string[] {
  return Object.values(resources)
    .filter(({ Type }) => global.test(Type))
    .flatMap(({ Type, Properties }) => namesIn(Properties).map(name => `${Type} ${name}`))
}

/** What a resource is called: not what its parts are. */
function namesIn(properties: Record<string, unknown>): string[] {
  return Object.entries(properties).flatMap(([key, value]) => {
    if (typeof value === 'string') return /Name$/.test(key) ? [value] : []
    const config = /Config$|^Budget$/.test(key) && typeof value === 'object' && value !== null
    return config ? namesIn({ ...value }) : []
  })
}

describe('the name of a stage', () => {
  const limits: Record<string, number> = {
    'AWS::Lambda::Function': 64,
    'AWS::CloudFront::OriginAccessControl': 64,
    'AWS::CloudFront::ResponseHeadersPolicy': 128,
    'AWS::Budgets::Budget': 100
  }
  /** ap-southeast-2 is longer than eu-west-1. */
  const longest = (name: string) => name.replace('eu-west-1', 'ap-southeast-2').length

  it.each(['personal', 'documentDb'] as const)('may be as long as the check allows (%s)', variant => {
    const stage = synthesised(variant)
    const more = longestStageName - variants[variant].stage.length
    for (const [id, { Type, Properties }] of Object.entries(stage.resources))
      for (const name of Type in limits ? namesIn(Properties) : [])
        expect(longest(name) + more, id).toBeLessThanOrEqual(limits[Type] ?? 0)
  })

  it('is refused before anything is deployed where it is longer, or has other characters', () => {
    const longest = 'a'.repeat(longestStageName)
    expect(stageSettings(longest, {})).toMatchObject({ keepsData: false })
    for (const stage of [`${longest}a`, '', '1st', 'a_b', 'a.b', 'ä'])
      expect(() => stageSettings(stage, {}), stage).toThrow(/^The stage ".*" can't be deployed: a stage is named like/)
  })

  it('settings that mean nothing are refused too', () => {
    for (const reservedConcurrency of [0, -1, 1.5, Number.NaN])
      expect(() => stageSettings('lab', { reservedConcurrency })).toThrow('reservedConcurrency must be a whole number')
    for (const monthlyBudget of [-1, Number.NaN])
      expect(() => stageSettings('lab', { monthlyBudget })).toThrow('monthlyBudget must be')
    for (const fileVersions of [0, 1.5])
      expect(() => stageSettings('lab', { fileVersions })).toThrow('fileVersions must')
    for (const firewall of ['kachery', 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b'])
      expect(() => stageSettings('lab', { firewall })).toThrow('firewall must be the ARN of a web ACL for CloudFront')
    expect(() => stageSettings('lab', { githubUrl: 'no address' })).toThrow('githubUrl')
  })
})
