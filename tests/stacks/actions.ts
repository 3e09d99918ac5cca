/** What the roles of a template allow: by function, action by action. */
import * as z from 'zod'
import { ofType, type Stage } from './synthesised.ts'

const list = <T>(one: z.ZodType<T>) => z.union([z.array(one), one.transform(each => [each])])
const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: list(z.string()),
  Resource: list(z.unknown()),
  Condition: z.unknown().optional()
})
const Document = z.object({ Statement: z.array(Statement) })
const Role = z.object({
  Description: z.string().optional(),
  ManagedPolicyArns: z.array(z.unknown()).default([]),
  Policies: z.array(z.object({ PolicyDocument: Document })).default([])
})
const Policy = z.object({ PolicyDocument: Document, Roles: z.array(z.object({ Ref: z.string() })) })

export interface Allowance {
  action: string
  resources: unknown[]
}

export interface RoleOf {
  /** Logical id with its stack. */
  id: string
  description: string
  managed: unknown[]
  allowed: Allowance[]
}

export function rolesOf(stage: Stage): RoleOf[] {
  return ofType(stage, 'AWS::IAM::Role').map(([id, resource]) => {
    const { Description = '', ManagedPolicyArns, Policies } = Role.parse(resource.Properties)
    const [stack = '', logicalId = ''] = id.split('.')
    const attached = ofType(stage, 'AWS::IAM::Policy')
      .filter(([policyId]) => policyId.startsWith(`${stack}.`))
      .map(([, policy]) => Policy.parse(policy.Properties))
      .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === logicalId))
    const statements = [...Policies, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    return {
      id,
      description: Description,
      managed: ManagedPolicyArns,
      allowed: statements
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action, Resource }) => Action.map(action => ({ action, resources: Resource })))
    }
  })
}

/** The role of a function of our table; of its default bucket with `files`. */
export function roleNamed(stage: Stage, name: string, files = false): RoleOf {
  const wanted = files ? `Files of the default zone, for the function ${name}` : `The function ${name}`
  const found = rolesOf(stage).find(({ description }) => description === wanted)
  if (found === undefined) throw new Error(`No role is described as "${wanted}".`)
  return found
}

export const actionsOf = (role: RoleOf): string[] => [...new Set(role.allowed.map(({ action }) => action))].sort()
