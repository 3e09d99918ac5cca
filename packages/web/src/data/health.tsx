/** The gateway's health, asked by pages. */
import { createContext, type ParentProps, useContext } from 'solid-js'
import { placeOf } from './base-path.ts'
import { getHealth } from './health-answer.ts'
import { useAnswer } from './use-answer.ts'

const SendContext = createContext<typeof fetch>()

export const HealthProvider = (props: ParentProps<{ send: typeof fetch }>) => (
  <SendContext.Provider value={props.send}>{props.children}</SendContext.Provider>
)

export function useHealth() {
  const send = useContext(SendContext)
  if (send === undefined) throw new Error('no HealthProvider around this')
  return useAnswer(() => ({
    key: ['GET /api/health'],
    ask: (_, signal) => getHealth(send, signal, placeOf('/api/health'))
  }))
}
