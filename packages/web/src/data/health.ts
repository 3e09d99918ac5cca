/** GET /api/health: whether the gateway is set up, and what is left to do. */
import * as z from 'zod/mini'
import type { Answer } from './answer.ts'
import type { Api } from './api.ts'

const Health = z.object({
  status: z.literal('ok'),
  /** What nobody has set yet: what does not work because of it, and what to do. */
  missing: z._default(z.array(z.object({ name: z.string(), consequence: z.string(), remedy: z.string() })), []),
  /** What is set, but wrongly. */
  wrong: z._default(z.array(z.object({ name: z.string(), problem: z.string() })), [])
})
export type Health = z.infer<typeof Health>

export const getHealth = (api: Api): Promise<Answer<Health>> => api.get('/api/health', Health)
