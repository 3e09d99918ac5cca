/** What to do at each step of the cut-over, where this gateway is a stage and where it is one machine. */
import { options, type Stage } from '../stage.ts'
import type { StepTexts } from './cut-over-list.ts'

const oldAction =
  'In the older gateway’s repository at GitHub: Actions, its workflow, “Disable workflow”. Log items wait meanwhile.'
const oldProject = 'After a month: remove the older project, but not the one that leads its address here.'

export const stepsOfStage = (at: Stage): StepTexts => ({
  'old-action': oldAction,
  'last-archive': 'Run this import again: it sets MONGO_URI. Within an hour or two what waits there is archived.',
  deploy: `npm run deploy -- ${options(at)}: the older gateway’s administrators administer this one.`,
  'sign-in':
    'At GitHub, give the OAuth app this gateway’s address with /github/auth behind it as its callback. ' +
    `Or make another app: npm run setup -- ${options(at)} --sign-in`,
  address: 'Lead the older address here: docs/moving.md, “The old address”.',
  doctor: `npm run doctor -- ${options(at)}: no line begins with WRONG.`,
  'old-project': oldProject
})

/** `settings`: the file with them. */
export const stepsOfMachine = (folder: string, settings: string): StepTexts => ({
  'old-action': oldAction,
  'last-archive':
    'Run this import again: it adds MONGO_URI to the settings. What waits there is archived by the running gateway.',
  deploy: `Start the gateway: set -a; . '${settings}'; set +a; npm start -- --data '${folder}'`,
  'sign-in':
    'At GitHub, give the OAuth app this gateway’s address with /github/auth behind it as its callback; set PUBLIC_URL.',
  address: 'Lead the older address here: docs/moving.md, “The old address”.',
  doctor: 'Open the site, and look at the health of each zone.',
  'old-project': oldProject
})
