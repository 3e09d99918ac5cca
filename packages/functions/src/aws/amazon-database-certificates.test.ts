/** The authorities of Amazon's databases: there is one for each region where a stage may have a DocumentDB. */
import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { amazonDatabaseCertificates } from './amazon-database-certificates.ts'

const regions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-central-1', 'ap-northeast-1']

describe('the certificate authorities of Amazon’s databases', () => {
  it.each(regions)('in %s are those of RSA 2048, RSA 4096 and ECC 384, good for decades', region => {
    const certificates = amazonDatabaseCertificates(region).map(pem => new X509Certificate(pem))
    const names = certificates.map(({ subject }) => /CN=(.*)/.exec(subject)?.[1])
    expect(names.sort()).toEqual(
      ['ECC384', 'RSA2048', 'RSA4096'].map(kind => `Amazon RDS ${region} Root CA ${kind} G1`)
    )
    for (const { ca, validTo } of certificates)
      expect([ca, new Date(validTo).getFullYear() > 2060]).toEqual([true, true])
  })

  it('are none where the package knows no region', () => {
    expect(amazonDatabaseCertificates('mars-north-1')).toEqual([])
    expect(amazonDatabaseCertificates('')).toEqual([])
  })
})
