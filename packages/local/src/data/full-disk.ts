/** A gateway that can't start because the disk of its data folder is full, whatever part of it noticed. */
import { dirname } from 'node:path'
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { isFullDatabase } from '../embedded/database.ts'
import { freeBytesAt, isFull } from '../embedded/on-disk.ts'
import { StartError } from '../start-error.ts'

/** undefined: the error is about something else. */
export async function fullDisk(error: unknown, folder: string): Promise<StartError | undefined> {
  const full =
    isFull(error) || isFullDatabase(error) || (error instanceof GatewayError && error.code === 'store.disk_full')
  if (!full) return undefined
  const left = await freeBytesAt(folder).catch(() => freeBytesAt(dirname(folder)))
  return new StartError(
    `The disk of the data folder ${folder} is full: ${left.toLocaleString('en-US')} bytes are left; make room, or choose another folder with --data.`,
    error
  )
}
