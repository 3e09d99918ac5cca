/** What the stack sets on a function: settings, none of them a secret but Lambda's own credentials. Read at the first use. */
import { defined } from '@kachery-gateway/core/defined.ts'
import * as z from 'zod'

const Text = z.string().min(1)
const optional = z
  .string()
  .optional()
  .transform(text => (text === '' ? undefined : text))

const Environment = z.object({
  AWS_REGION: Text,
  AWS_ACCESS_KEY_ID: Text,
  AWS_SECRET_ACCESS_KEY: Text,
  AWS_SESSION_TOKEN: optional,
  /** What answers like AWS; absent: AWS. */
  AWS_ENDPOINT_URL: optional,
  REGISTRY_TABLE: Text,
  DEFAULT_BUCKET: Text,
  /** Absent where the function is not for files. */
  DEFAULT_BUCKET_ROLE: optional,
  SETTINGS_BUCKET: Text,
  /** `/sst/kachery-gateway/<stage>/Secret/` */
  SECRET_PREFIX: Text,
  /** `/kachery-gateway/<stage>/` */
  PARAMETER_PREFIX: Text,
  VERIFICATIONS_QUEUE_URL: Text,
  LOG_ITEMS_QUEUE_URL: Text,
  /** Speaks to the ephemeral store for the others, which lies in a network of its own. */
  EPHEMERAL_FUNCTION: optional,
  /** The same, of a database that the stage leaves: log items may wait there. */
  FORMER_EPHEMERAL_FUNCTION: optional,
  /** The ephemeral store where there is no database; absent where the function has no use for it. */
  EPHEMERAL_TABLE: optional,
  /** JSON: the functions that do jobs, by job; absent where the function starts none. */
  JOB_FUNCTIONS: optional,
  ALLOWED_ORIGINS: optional,
  ADMINISTRATORS: optional,
  GITHUB_URL: optional,
  GITHUB_TOKENS: optional,
  TRASH_DAYS: optional,
  GATEWAY_NAME: optional,
  GATEWAY_LOGO: optional,
  OPERATOR_CONTACT: optional,
  DOCS_URL: optional,
  VERIFY_IN_REQUEST_BYTES: optional,
  MONGO_DATABASE: optional
})
export type FunctionEnvironment = z.infer<typeof Environment>

/** What signs the function's own calls to AWS, and where AWS is, where it isn't AWS. */
export const awsAccess = (environment: FunctionEnvironment) => ({
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    ...defined({ sessionToken: environment.AWS_SESSION_TOKEN })
  },
  ...defined({ endpoint: environment.AWS_ENDPOINT_URL })
})

export type Variables = Record<string, string | undefined>

/** Throws an Error that names what is missing; it is the stack's mistake. */
export const readEnvironment = (variables: Variables = process.env): FunctionEnvironment =>
  parsedWith(Environment, variables)

function parsedWith<T>(schema: z.ZodType<T>, variables: Variables): T {
  const parsed = schema.safeParse(variables)
  if (parsed.success) return parsed.data
  const names = new Set(parsed.error.issues.map(({ path: [name] }) => String(name)))
  throw new Error(`The function's environment lacks ${[...names].join(', ')}.`)
}

/** Of the function that speaks to a DocumentDB. It has no way to the parameters, so the URI with its password is here. */
const StoreEnvironment = z.object({ AWS_REGION: Text, MONGO_URI: Text, MONGO_DATABASE: optional })

/** Throws an Error that names what is missing; it is the stack's mistake. */
export const readStoreEnvironment = (variables: Variables = process.env): z.infer<typeof StoreEnvironment> =>
  parsedWith(StoreEnvironment, variables)
