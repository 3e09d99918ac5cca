/**
 * The app on AWS: `npx sst deploy --stage NAME` makes a whole gateway. What differs between stages is in the table
 * below and, before it, in the operator's own file stages.local.json, which `npm run setup` writes. A stage that is in
 * neither is somebody's own, and takes its data with it when it is removed.
 */
import type { SSTConfig } from 'sst'
import { ownRegion, ownSettings } from './stacks/own-settings.ts'
import { gatewayStacks } from './stacks/stacks.ts'
import { type StageSettings, stageSettings } from './stacks/stage-settings.ts'

const stages: Record<string, Partial<StageSettings>> = {
  /** The one that people rely on. */
  prod: {
    keepsData: true,
    administrators: [],
    monthlyBudget: 25
  },
  /** The rehearsal of each submission: its GitHub is on the machine, and a file of some MB goes the way of a very large one. */
  ci: {
    keepsData: true,
    administrators: ['ada'],
    githubUrl: 'http://127.0.0.1:4117',
    verifyInRequestBytes: 20_000_000
  }
}

export default {
  config({ stage = '' }) {
    const region = process.env.AWS_REGION ?? ownRegion(process.cwd(), stage) ?? 'us-east-1'
    return { name: 'kachery-gateway', region }
  },
  stacks(app) {
    const settings = { ...stages[app.stage], ...ownSettings(process.cwd(), app.stage) }
    gatewayStacks(app, stageSettings(app.stage, settings), process.env.KACHERY_ROTATION)
  }
} satisfies SSTConfig
