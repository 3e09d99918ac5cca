/** Waiting until what was written would be there after a power cut. */
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

export async function fileToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** That files are in `folder`, and that folder in those above it up to `top`. One that is gone meanwhile has nothing to keep. */
export async function namesToDisk(folder: string, top: string): Promise<void> {
  // Windows opens no folders, and keeps names without being asked.
  if (process.platform === 'win32') return
  for (let one = folder; one.length >= top.length; one = dirname(one)) {
    const opened = await open(one, 'r').catch(unlessMissing)
    try {
      await opened?.sync()
    } finally {
      await opened?.close()
    }
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}
