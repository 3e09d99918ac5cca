/** Names the logins of a change that mean no GitHub account yet, and why. */
import { toast } from '../../../ui/toasts.tsx'
import type { Settings } from './switches.ts'

/** More than these are counted. */
const mostNamed = 5

export function tellNotBound({ notBound }: Pick<Settings, 'notBound'>): void {
  if (notBound.length === 0) return
  const named = notBound.slice(0, mostNamed).map(({ userId, reason }) => `${userId}: ${reason}`)
  const more = notBound.length > mostNamed ? [`And ${notBound.length - mostNamed} more.`] : []
  toast({
    severity: 'warn',
    title:
      notBound.length === 1
        ? 'Couldn’t match a login to a GitHub account'
        : 'Couldn’t match some logins to GitHub accounts',
    text: [...named, ...more].join(' ')
  })
}
