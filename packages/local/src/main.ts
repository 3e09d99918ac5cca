/** The gateway on one machine from its sources: what tests and `npm run dev` start. */
import { runProgram } from './program.ts'
import { builtSiteFolder } from './site/built-site-folder.ts'

runProgram({ name: 'npm start --', siteFolder: builtSiteFolder, environment: process.env })
