/** Settings of a stage in the operator's own file: whatever the table of sst.config.ts may say, as JSON. */
import { ownStagesFile, readOwnStages } from '@kachery-gateway/functions/lambda/own-stages.ts'
import * as z from 'zod'
import type { StageSettings } from './stage-settings.ts'

const Texts = z.array(z.string())
const Count = z.int().positive()

const fields = {
  keepsData: z.boolean(),
  adopts: z.strictObject({
    registryTable: z.string(),
    ephemeralTable: z.string().exactOptional(),
    filesBucket: z.string(),
    settingsBucket: z.string()
  }),
  administrators: Texts,
  githubUrl: z.string(),
  githubTokens: z.enum(['any', 'own-app']),
  allowedOrigins: Texts,
  domain: z.strictObject({
    name: z.string(),
    certificateArn: z.string(),
    hostedZone: z.strictObject({ id: z.string(), name: z.string() }).exactOptional()
  }),
  recaptcha: z.boolean(),
  about: z.strictObject({
    name: z.string().exactOptional(),
    logo: z.string().exactOptional(),
    contact: z.string().exactOptional(),
    docs: z.string().exactOptional()
  }),
  alarmEmail: z.string(),
  monthlyBudget: z.number(),
  throttle: z.strictObject({ rate: Count, burst: Count }),
  logRetention: z.literal([7, 30, 90, 365]),
  tracing: z.literal(true),
  verifyInRequestBytes: Count,
  trashDays: Count,
  fileVersions: Count,
  firewall: z.string(),
  reservedConcurrency: Count,
  documentDb: z.strictObject({
    instanceClass: z.enum(['t4g.medium', 'r6g.large']),
    instances: Count,
    atOnce: Count,
    leaving: z.literal(true).exactOptional()
  })
} satisfies { [Name in keyof StageSettings]-?: z.ZodType<StageSettings[Name]> }

const OwnSettings = z.strictObject(fields).partial()

/** Where `npm run setup` deployed it. */
export const ownRegion = (folder: string, stage: string): string | undefined => readOwnStages(folder)[stage]?.region

/** None where the file doesn't name the stage. Throws an Error that names the setting that is wrong. */
export function ownSettings(folder: string, stage: string): Partial<StageSettings> {
  const { region: _, ...given } = readOwnStages(folder)[stage] ?? {}
  const parsed = OwnSettings.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const setting = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.')
  throw new Error(`${ownStagesFile}: the setting ${setting} of stage ${stage} is wrong: ${issue?.message}.`)
}
