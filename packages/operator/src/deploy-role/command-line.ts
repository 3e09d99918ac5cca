/** `npm run deploy-role`: what was asked for. */
import { type CommandLine, noWords, readCommandLine, stageUsage, type Variables, WrongUsage } from '../command-line.ts'
import type { Stage } from '../stage.ts'

export interface AskedRole {
  at: Stage
  /** `OWNER/REPO` */
  repository: string
}

export const usage = `Usage: npm run deploy-role -- --stage STAGE --repo OWNER/REPO

Lets GitHub Actions deploy: makes a role that only jobs of that repository's environment STAGE may take, and the identity
provider of GitHub where the account has none. No key is kept anywhere. Run it again after a change; docs/ci.md goes on.

  --repo O/R      the repository on github.com
${stageUsage}`

const example = 'npm run deploy-role -- --stage NAME --repo OWNER/REPO'

export function deployRoleCommandLine(words: string[], variables: Variables): CommandLine<{ asked: AskedRole }> {
  return readCommandLine({ words, variables, example }, { repo: { type: 'string' } }, ({ values, positionals }, at) => {
    noWords(positionals)
    const repository = String(values.repo ?? '')
    // It stands in the trust policy, where * and ? would let others in.
    if (!/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/.test(repository))
      throw new WrongUsage('--repo is a repository such as franklab/kachery-gateway.')
    return { asked: { at, repository } }
  })
}
