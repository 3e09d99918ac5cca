/** Names of a stage's parameters in SSM: the stacks, the functions and the operator's commands know them from here. */
import type { KeptKey, OperatorSecret } from './functions.ts'

/** As sst.config.ts names the app. */
export const appName = 'kachery-gateway'

export function stageParameters(app: string, stage: string) {
  const prefix = `/${app}/${stage}/`
  const secretPrefix = `/sst/${app}/${stage}/Secret/`
  return {
    prefix,
    /** Where `sst secrets set` puts them. */
    secretPrefix,
    publicUrl: `${prefix}public-url`,
    /** Written by `npm run deploy`, never by a stack: a deployment that changes nothing changes no template. */
    deployedCommit: `${prefix}deployed-commit`,
    /** Written before a deployment, removed when it is done: one that is there was not. */
    deploymentBegun: `${prefix}deployment-begun`,
    key: (name: KeptKey) => `${prefix}keys/${name}`,
    secret: (name: OperatorSecret) => `${secretPrefix}${name}/value`
  }
}
