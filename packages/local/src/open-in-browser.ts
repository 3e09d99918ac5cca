/** `--open`: the page in the browser that the person uses. */
import { spawn } from 'node:child_process'

const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  // The first word that start is given would be a window's title.
  win32: ['cmd', '/c', 'start', '']
}

/** `onFailure` is called where nothing can open it. */
export function openInBrowser(url: string, onFailure: () => void, platform = process.platform): void {
  const [command, ...before] = openers[platform] ?? ['xdg-open']
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true })
  child.on('error', onFailure)
  child.on('exit', code => {
    if (code !== 0) onFailure()
  })
  child.unref()
}
