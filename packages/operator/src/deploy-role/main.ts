/** `npm run deploy-role`: lets GitHub Actions deploy a stage. */
import { rolesOnAws } from '../aws/roles.ts'
import { placeOf } from '../place.ts'
import { runCommand, terminal } from '../run-command.ts'
import { deployRoleCommandLine, usage } from './command-line.ts'
import { runDeployRole } from './run.ts'

const line = deployRoleCommandLine(process.argv.slice(2), process.env)
process.exitCode = await runCommand(terminal, usage, line, ({ asked }) =>
  runDeployRole({ roles: rolesOnAws(placeOf(asked.at, process.env)), screen: terminal }, asked)
)
