/** One origin: what CloudFront sends where, and what it adds. */
import { readEnvironment } from '@kachery-gateway/functions/lambda/environment.ts'
import { routes } from '@kachery-gateway/functions/routes.ts'
import { siteAssets, sitePaths } from '@kachery-gateway/web/pages.ts'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ofType, synthesised } from './synthesised.ts'

const stage = synthesised('full')

const Environment = z.object({ Variables: z.record(z.string(), z.unknown()).default({}) })
/** Lambda's own. */
const lambdas = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']

const Behaviour = z.looseObject({
  PathPattern: z.string().optional(),
  AllowedMethods: z.array(z.string()),
  CachePolicyId: z.string(),
  OriginRequestPolicyId: z.string().optional(),
  ViewerProtocolPolicy: z.string(),
  ResponseHeadersPolicyId: z.unknown().optional(),
  FunctionAssociations: z.array(z.unknown()).optional(),
  TargetOriginId: z.string()
})
const Config = z.looseObject({
  DefaultCacheBehavior: Behaviour,
  CacheBehaviors: z.array(Behaviour),
  CustomErrorResponses: z.unknown().optional(),
  Origins: z.array(
    z.looseObject({
      Id: z.string(),
      CustomOriginConfig: z.unknown().optional(),
      OriginCustomHeaders: z.unknown().optional()
    })
  ),
  ViewerCertificate: z.looseObject({ MinimumProtocolVersion: z.string().optional() }).optional()
})
const door = (variant: 'full' | 'personal') => {
  const [found] = ofType(synthesised(variant), 'AWS::CloudFront::Distribution')
  return Config.parse(found?.[1].Properties.DistributionConfig)
}
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
const allViewerExceptHostHeader = 'b689b0a8-53d0-40ab-baf2-68738e2966ac'

describe('the HTTP API', () => {
  it('has the routes of the gateway function, each to it, and $default to the site', () => {
    const integrations = Object.fromEntries(ofType(stage, 'AWS::ApiGatewayV2::Integration'))
    const served = ofType(stage, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
      const target = /"Ref":"(\w+)"/.exec(JSON.stringify(Properties.Target))?.[1] ?? ''
      const uri = JSON.stringify(integrations[`api.${target}`]?.Properties.IntegrationUri)
      return `${Properties.RouteKey} → ${/"(gateway|site)[0-9A-F]{8}"/.exec(uri)?.[1]}`
    })
    const own = routes.filter(route => route.function === 'gateway')
    const wanted = own.map(({ method, path }) => `${method} ${path} → gateway`)
    expect(served.sort()).toEqual([...wanted, '$default → site'].sort())
  })

  it('throttles, and writes no query string into its log', () => {
    const [found] = ofType(stage, 'AWS::ApiGatewayV2::Stage')
    expect(found?.[1].Properties.DefaultRouteSettings).toEqual({ ThrottlingBurstLimit: 200, ThrottlingRateLimit: 100 })
    const format = JSON.stringify(found?.[1].Properties.AccessLogSettings)
    expect(format).toContain('$context.status')
    expect(format).not.toMatch(/query|header|authorizer|sourceIp/i)
  })
})

describe('the distribution', () => {
  it('passes everything to the API that is not the site’s: all methods, all headers but Host, never cached', () => {
    const { DefaultCacheBehavior: rest, Origins } = door('full')
    expect(rest.AllowedMethods.sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'])
    expect(rest.CachePolicyId).toBe(cachingDisabled)
    expect(rest.OriginRequestPolicyId).toBe(allViewerExceptHostHeader)
    expect(JSON.stringify(rest.FunctionAssociations)).toContain('oneslash')
    const origin = Origins.find(({ Id }) => Id === rest.TargetOriginId)
    expect(origin?.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2']
    })
  })

  it('shows the API by a secret header that a request came through it', () => {
    const { Origins } = door('full')
    const [{ OriginCustomHeaders } = {}] = Origins.filter(({ CustomOriginConfig }) => CustomOriginConfig !== undefined)
    expect(OriginCustomHeaders).toEqual([
      { HeaderName: 'x-origin-verify', HeaderValue: { 'Fn::GetAtt': ['keptoriginsecret', 'value'] } }
    ])
  })

  it('rewrites no answer: what the API says is what callers see', () => {
    expect(door('full').CustomErrorResponses).toBeUndefined()
  })

  it('takes the site’s pages and assets from its bucket, and nothing else', () => {
    const { CacheBehaviors } = door('full')
    const paths = CacheBehaviors.map(({ PathPattern }) => PathPattern)
    expect(paths.sort()).toEqual([...sitePaths, siteAssets].sort())
    for (const route of routes) {
      const hit = CacheBehaviors.find(({ PathPattern = '' }) =>
        new RegExp(`^${PathPattern.replace(/[.]/g, '\\.').replace(/\*/g, '.*')}$`).test(route.path)
      )
      expect(hit, route.path).toBeUndefined()
    }
    for (const { PathPattern = '', FunctionAssociations } of CacheBehaviors)
      expect(FunctionAssociations === undefined, PathPattern).toBe(PathPattern === siteAssets)
  })

  it('adds the security headers everywhere, and wants TLS', () => {
    const { DefaultCacheBehavior, CacheBehaviors } = door('full')
    for (const { ResponseHeadersPolicyId, ViewerProtocolPolicy } of [DefaultCacheBehavior, ...CacheBehaviors]) {
      expect(ResponseHeadersPolicyId).toBeDefined()
      expect(ViewerProtocolPolicy).toBe('redirect-to-https')
    }
    const policies = ofType(stage, 'AWS::CloudFront::ResponseHeadersPolicy').map(([, { Properties }]) =>
      JSON.stringify(Properties)
    )
    expect(policies).toHaveLength(2)
    for (const said of policies) {
      expect(said).toContain("default-src 'none'; script-src 'self'")
      expect(said).not.toContain('unsafe-inline')
      expect(said).toContain('"AccessControlMaxAgeSec":31536000')
    }
    // A worker's policy is its script's: pages compile no WebAssembly and send nowhere else.
    const assets = CacheBehaviors.find(({ PathPattern }) => PathPattern === siteAssets)
    const others = [DefaultCacheBehavior, ...CacheBehaviors.filter(one => one !== assets)]
    const ids = (all: (typeof assets)[]) => new Set(all.map(one => JSON.stringify(one?.ResponseHeadersPolicyId)))
    expect([ids([assets]).size, ids(others).size, ids([assets, ...others]).size]).toEqual([1, 1, 2])
    expect(policies.filter(said => said.includes("'wasm-unsafe-eval'"))).toHaveLength(1)
  })

  it('with a domain wants TLS 1.2; without one it is CloudFront’s own name', () => {
    expect(door('full').ViewerCertificate?.MinimumProtocolVersion).toBe('TLSv1.2_2021')
    expect(door('personal').ViewerCertificate).toBeUndefined()
    const urlOf = (variant: 'full' | 'personal') =>
      ofType(synthesised(variant), 'AWS::SSM::Parameter').find(([, { Properties }]) =>
        /public-url$/.test(String(Properties.Name))
      )?.[1].Properties.Value
    expect(urlOf('full')).toBe('https://kachery.lab.example')
    expect(JSON.stringify(urlOf('personal'))).toContain('DomainName')
  })
})

it('functions run on Node 24, arm64, with JSON logs that end', () => {
  const ours = ofType(stage, 'AWS::Lambda::Function').filter(
    ([id]) => !/CustomResourceHandler|CustomS3AutoDelete/.test(id)
  )
  expect(ours).toHaveLength(9)
  for (const [id, { Properties }] of ours)
    expect(Properties, id).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON' }
    })
  for (const [id, { Properties }] of ofType(stage, 'AWS::Logs::LogGroup'))
    expect(Properties.RetentionInDays, id).toBe(30)
})

it('what a stage says of its functions is read by them', () => {
  const own = ofType(stage, 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
    const variables = Environment.parse(Properties.Environment ?? {}).Variables
    return 'REGISTRY_TABLE' in variables ? [Object.keys(variables)] : []
  })
  expect(own).toHaveLength(8)
  const given = [...new Set(own.flat())].filter(name => !/^(SST|AWS)_/.test(name) && name !== 'NODE_OPTIONS')
  expect(given).toEqual(expect.arrayContaining(['GITHUB_URL', 'TRASH_DAYS', 'ADMINISTRATORS']))
  const all = Object.fromEntries([...given, ...lambdas].map(name => [name, 'x']))
  expect(given.filter(name => !(name in readEnvironment(all)))).toEqual([])
})

it('no function’s environment holds a secret', () => {
  for (const [id, { Properties }] of ofType(stage, 'AWS::Lambda::Function'))
    expect(JSON.stringify(Properties.Environment ?? {}), id).not.toMatch(
      /MONGO_URI|GITHUB_CLIENT|ORIGIN_SECRET|SESSION_KEY|ENCRYPTION_KEY|"value"/
    )
})
