/** What the gateway says is there now, in its refusal to overwrite it. */
import * as z from 'zod/mini'

const Current = z.object({
  yaml: z.string(),
  etag: z.string(),
  changed: z.nullable(z.object({ by: z.string(), at: z.number() }))
})
type Current = z.infer<typeof Current>

/** undefined: it was refused for another reason. */
export function currentIn(problem: Readonly<Record<string, unknown>>): Current | undefined {
  if (problem.code !== 'settings.changed') return undefined
  return Current.safeParse(problem.current).data
}
