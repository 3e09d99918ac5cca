/** CORS rules of a bucket for pages that load files, in ranges too, and store them. R2 refuses fields that it does not know. */
import type { CORSConfiguration, CORSRule } from '@aws-sdk/client-s3'
import type { CorsOptions } from '../object-store.ts'

/** Headers of answers that pages read: without them a page cannot load a range. */
export const exposedHeaders = ['content-range', 'content-length', 'accept-ranges', 'etag']

const rule = (origins: readonly string[], methods: string[]): CORSRule => ({
  AllowedOrigins: [...origins],
  AllowedMethods: methods,
  AllowedHeaders: ['*'],
  ExposeHeaders: exposedHeaders,
  MaxAgeSeconds: 3600
})

/** undefined: no page may do anything, which is said by having no rules. */
export function corsRules(
  origins: readonly string[],
  { anyoneReads = false }: CorsOptions = {}
): CORSConfiguration | undefined {
  const rules = [
    ...(origins.length === 0 ? [] : [rule(origins, ['GET', 'HEAD', 'PUT'])]),
    ...(anyoneReads ? [rule(['*'], ['GET', 'HEAD'])] : [])
  ]
  return rules.length === 0 ? undefined : { CORSRules: rules }
}

/** `anyoneReads`: without the rule that it makes. */
export function originsOf(rules: readonly CORSRule[], { anyoneReads = false }: CorsOptions = {}): string[] {
  const others = rules.filter(one => !(anyoneReads && isForReaders(one)))
  return [...new Set(others.flatMap(({ AllowedOrigins = [] }) => AllowedOrigins))]
}

const isForReaders = ({ AllowedOrigins, AllowedMethods }: CORSRule) =>
  AllowedOrigins?.join() === '*' && AllowedMethods?.includes('PUT') !== true
