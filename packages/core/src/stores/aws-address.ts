/** Where AWS's services are, by region. */

/** By how a region's name begins: https://github.com/aws/aws-sdk-js-v3, lib partitions.json. */
const suffixes: readonly (readonly [region: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk']
]

export function awsAddress(service: string, region: string): string {
  const [, suffix = 'amazonaws.com'] = suffixes.find(([prefix]) => region.startsWith(prefix)) ?? []
  return `https://${service}.${region}.${suffix}`
}

export const isAwsHost = (hostname: string): boolean => /\.amazonaws\.com(\.cn)?$/.test(hostname)
