/** Stages whose templates are looked at: what is in them depends on the settings. */
import type { StageSettings } from '../../stacks/stage-settings.ts'

export const variants = {
  /** A stage that is in no table: somebody's own. */
  personal: { stage: 'ada', settings: {} },
  /** One that was removed and comes back. */
  adopting: {
    stage: 'prod',
    settings: {
      keepsData: true,
      monthlyBudget: 0,
      adopts: {
        registryTable: 'kept-registry',
        ephemeralTable: 'kept-ephemeral',
        filesBucket: 'kept-files',
        settingsBucket: 'kept-settings'
      }
    }
  },
  /** One that people rely on, with everything that one may ask for. */
  full: {
    stage: 'prod',
    settings: {
      keepsData: true,
      administrators: ['ada'],
      githubUrl: 'https://github.lab.example',
      allowedOrigins: ['https://figurl.org'],
      about: { name: 'Curie lab', logo: 'https://lab.example/logo.svg', contact: 'it@lab.example' },
      alarmEmail: 'ops@lab.example',
      monthlyBudget: 25,
      githubTokens: 'own-app',
      tracing: true,
      verifyInRequestBytes: 1_000_000,
      trashDays: 30,
      fileVersions: 30,
      firewall: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/kachery/0a1b2c3d-0000-4000-8000-000000000000',
      reservedConcurrency: 50,
      domain: {
        name: 'kachery.lab.example',
        certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000',
        hostedZone: { id: 'Z0123456789', name: 'lab.example' }
      }
    }
  },
  /** One with a database of its own. */
  documentDb: {
    stage: 'lab',
    settings: { keepsData: true, documentDb: { instanceClass: 't4g.medium', instances: 2, atOnce: 40 } }
  }
} as const satisfies Record<string, { stage: string; settings: Partial<StageSettings> }>

/** The same stage in a second region of the same account. */
export const elsewhere = { ...variants.personal, region: 'us-west-2' }

export type Variant = keyof typeof variants
