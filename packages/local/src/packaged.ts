/** The gateway on one machine as scripts/build-gateway.ts bundles it, for `npm start` and for npx: its site lies beside it. */
import { fileURLToPath } from 'node:url'
import { runProgram } from './program.ts'

const environment = process.env
const name = environment.npm_lifecycle_event === 'start' ? 'npm start --' : 'kachery-gateway'
runProgram({ name, siteFolder: fileURLToPath(new URL('site/', import.meta.url)), environment })
