/** Of dynalite 4, which brings no types: what a test uses. */
declare module 'dynalite' {
  import type { Server } from 'node:http'

  export default function dynalite(options: { createTableMs?: number }): Server
}
