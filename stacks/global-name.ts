/** Budgets, dashboards and most of CloudFront have names that are the account's, whatever the region. */
import type { App } from 'sst/constructs'

/** Stages of the same name in two regions have two of them. At most 64 characters, as StageName is short enough. */
export const globalName = ({ name, stage, region }: App): string => `${name}-${stage}-${region}`
