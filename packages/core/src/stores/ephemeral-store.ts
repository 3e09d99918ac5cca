/** What one ephemeral store is: it remembers found files, and keeps log items on their way to the archives. */
import type { FoundFiles } from './found-files.ts'
import type { LogItems } from './log-items.ts'

export interface EphemeralStore extends FoundFiles, LogItems {}
