/** The Lambda function that speaks to the stage's DocumentDB for the others. */
import { ephemeralStoreFunction } from './ephemeral-store-function.ts'

const made = ephemeralStoreFunction()
// A function that starts has more processor than one that runs: the first question finds the driver and a connection.
await made.warmUp()

export const { handler } = made
