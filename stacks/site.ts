/**
 * The CDN: one CloudFront distribution, so that site and API are one origin. Pages and assets of the site come
 * from a bucket, everything else is the API's, whose answers are passed on as they are.
 */
import { readFileSync } from 'node:fs'
import { githubDotCom } from '@kachery-gateway/functions/sign-in/github-addresses.ts'
import { assetsPolicy, contentSecurityPolicy } from '@kachery-gateway/web/content-security-policy.ts'
import { siteAssets, sitePaths } from '@kachery-gateway/web/pages.ts'
import { Duration, Fn, RemovalPolicy } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53'
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Dependable, type IDependable } from 'constructs'
import { type App, type Stack, StaticSite } from 'sst/constructs'
import { accept, acceptLater } from './accepted-findings.ts'
import type { GatewayApi } from './api.ts'
import { gatewayStack } from './gateway-stack.ts'
import { globalName } from './global-name.ts'
import type { Keys } from './keys.ts'
import { parameters } from './parameters.ts'
import type { Domain, StageSettings } from './stage-settings.ts'

export function site(
  app: App,
  { domain, recaptcha, firewall, about, githubUrl = githubDotCom }: StageSettings,
  { api, keys }: { api: GatewayApi; keys: Keys }
): Distribution {
  const stack = gatewayStack(app, 'site', 'The CDN of a Kachery gateway, and its site')
  const bucket = new Bucket(stack, 'pages', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // All of it is made anew by each deployment.
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true
  })
  accept(bucket, 'AwsSolutions-S1', 'It holds what everybody may read; CloudFront alone reads it.')

  const headers = securityHeaders(stack, 'security-headers', {
    name: globalName(app),
    policy: contentSecurityPolicy({ recaptcha: recaptcha === true, logo: about?.logo, github: githubUrl })
  })
  const ofAssets = securityHeaders(stack, 'assets-headers', { name: `${globalName(app)}-assets`, policy: assetsPolicy })
  const originAccessControl = new S3OriginAccessControl(stack, 'pages-access', {
    originAccessControlName: globalName(app)
  })
  const fromBucket: BehaviorOptions = {
    origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl }),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    responseHeadersPolicy: headers,
    compress: true
  }
  const edge = (name: string, file: string, comment: string) => {
    const code = FunctionCode.fromInline(readFileSync(`packages/web/src/edge/${file}`, 'utf8'))
    const made = new EdgeFunction(stack, name, { comment, runtime: FunctionRuntime.JS_2_0, code })
    return { functionAssociations: [{ function: made, eventType: FunctionEventType.VIEWER_REQUEST }] }
  }
  const toIndex = edge('to-index', 'rewrite-to-index.js', 'Pages of the site are all its index.html')
  const oneSlash = edge('one-slash', 'one-slash.js', 'Slashes at the beginning of a path count as one')
  const page: BehaviorOptions = { ...fromBucket, ...toIndex }
  const distribution = new Distribution(stack, 'door', {
    comment: `${app.name} ${app.stage}`,
    ...(domain === undefined ? {} : certified(stack, domain)),
    ...(firewall === undefined ? {} : { webAclId: firewall }),
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_ALL,
    defaultBehavior: {
      origin: new HttpOrigin(Fn.select(2, Fn.split('/', api.api.url)), {
        customHeaders: { 'x-origin-verify': keys.originSecret(stack) },
        // Longer than API Gateway waits itself, so that its answer is the one that is seen.
        readTimeout: Duration.seconds(35)
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: headers,
      ...oneSlash
    },
    additionalBehaviors: Object.fromEntries([
      [siteAssets, { ...fromBucket, responseHeadersPolicy: ofAssets }],
      ...sitePaths.map(path => [path, page])
    ])
  })
  accept(
    distribution,
    'AwsSolutions-CFR3',
    'CloudFront’s logs hold query strings, and with them signatures; API Gateway’s access log has the rest.'
  )
  accept(distribution, 'AwsSolutions-CFR1', 'Labs work together from everywhere.')
  accept(
    distribution,
    'AwsSolutions-CFR2',
    'A firewall paid by itself costs more a month than all the rest; docs/hosting.md has the one that costs nothing.'
  )
  if (domain === undefined)
    accept(
      distribution,
      'AwsSolutions-CFR4',
      'With CloudFront’s own certificate it is CloudFront who decides; with a domain TLS 1.2 is the least.'
    )

  const name = domain?.name ?? distribution.distributionDomainName
  new StringParameter(stack, 'public-url', {
    parameterName: parameters(stack).publicUrl,
    stringValue: `https://${name}`,
    description: 'Where people and clients reach this gateway'
  })
  if (domain !== undefined) pointTo(distribution, stack, domain)
  const site = new StaticSite(stack, 'files', {
    path: 'packages/web',
    buildCommand: 'npm run --prefix ../.. build:site',
    buildOutput: 'dist',
    // The site knows nothing of its deployment: SST's types of that are kept out of the sources.
    vite: { types: '../../.sst/site-env.d.ts' },
    // Pages that are open keep working after an update: they load parts of themselves later.
    purgeFiles: false,
    assets: { fileOptions: [{ files: 'assets/**', cacheControl: 'public,max-age=31536000,immutable' }] },
    cdk: { bucket, distribution }
  })
  acceptLater(
    site,
    'AwsSolutions-IAM5',
    'SST’s upload of the site may read the deployment’s assets and write this one bucket.'
  )
  // The door opens when there is a site behind it, and so does its bucket to the door.
  for (const later of [distribution, bucket.policy]) later?.node.addDependency(uploadOf(site))
  stack.addOutputs({ url: `https://${name}`, cloudFrontName: distribution.distributionDomainName })
  return distribution
}

/** SST makes the construct that uploads the site only when the app is complete. */
function uploadOf(site: StaticSite): IDependable {
  const upload = {}
  Dependable.implement(upload, {
    get dependencyRoots() {
      const upload = site.node.tryFindChild('S3Uploader')
      // None while the app is removed.
      return upload === undefined ? [] : [upload]
    }
  })
  return upload
}

/** On everything that passes the door; a handler's own header of the same name gives way. */
function securityHeaders(
  stack: Stack,
  id: string,
  { name, policy }: { name: string; policy: string }
): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(stack, id, {
    responseHeadersPolicyName: name,
    comment: 'Kachery gateway',
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true }
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=()', override: true },
        { header: 'cross-origin-opener-policy', value: 'same-origin', override: true }
      ]
    }
  })
}

const certified = (stack: Stack, { name, certificateArn }: Domain) => ({
  domainNames: [name],
  certificate: Certificate.fromCertificateArn(stack, 'certificate', certificateArn)
})

function pointTo(distribution: Distribution, stack: Stack, { name, hostedZone }: Domain): void {
  if (hostedZone === undefined) return
  const zone = HostedZone.fromHostedZoneAttributes(stack, 'zone', {
    hostedZoneId: hostedZone.id,
    zoneName: hostedZone.name
  })
  const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution))
  new ARecord(stack, 'address', { zone, recordName: `${name}.`, target })
  new AaaaRecord(stack, 'address-6', { zone, recordName: `${name}.`, target })
}
