/** The settings file in an editor: saved only over the version that was read, so that nobody's change is lost. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { batch, createEffect, createSignal, on } from 'solid-js'
import { useApi } from '../../../data/api.tsx'
import { type Failure, failureOf } from '../../../data/failures.ts'
import { toast } from '../../../ui/toasts.tsx'
import { zoneKeys } from '../zone-keys.ts'
import { currentIn } from './current-settings.ts'
import type { Mistake } from './settings-mistake.ts'
import type { Settings } from './switches.ts'
import { tellNotBound } from './tell-not-bound.ts'

export type FileVersion = Pick<Settings, 'yaml' | 'etag' | 'changed'>

export function useSettingsFile(zone: string, settings: () => Settings) {
  const api = useApi()
  const kept = useQueryClient()
  const first = settings()
  /** What the text in the editor began as. */
  const [base, setBase] = createSignal<FileVersion>(first)
  const [text, setText] = createSignal(first.yaml)
  const [theirs, setTheirs] = createSignal<FileVersion>()
  const [failure, setFailure] = createSignal<Failure>()
  const [refused, setRefused] = createSignal<Mistake>()
  const [saving, setSaving] = createSignal(false)
  const dirty = () => text() !== base().yaml

  /** `next`: what the editor shows, on top of that version. */
  const begin = (version: FileVersion, next = version.yaml) =>
    batch(() => {
      setBase(version)
      setText(next)
      setTheirs(undefined)
    })
  // As long as nobody has written anything, the editor shows what is there.
  createEffect(
    on(
      settings,
      now => {
        if (now.etag !== base().etag && !dirty()) begin(now)
      },
      { defer: true }
    )
  )

  async function save(): Promise<void> {
    if (saving()) return
    setSaving(true)
    setFailure(undefined)
    setRefused(undefined)
    const sent = text()
    try {
      const saved = await api('PUT /api/zones/{zone}/settings', {
        path: { zone },
        body: { yaml: sent },
        ifMatch: base().etag
      })
      // What was written while it was on its way stays.
      setBase(saved)
      setTheirs(undefined)
      kept.setQueryData(zoneKeys.settings(zone), saved)
      toast({ severity: 'good', title: 'Saved the settings', text: 'They take effect within a minute.' })
      tellNotBound(saved)
    } catch (error) {
      const current = error instanceof ApiError ? currentIn(error.problem) : undefined
      if (current !== undefined) setTheirs(current)
      else {
        setFailure(failureOf(error))
        setRefused(mistakeIn(error))
      }
    } finally {
      setSaving(false)
    }
  }

  return {
    base,
    text,
    setText,
    dirty,
    save,
    saving,
    failure,
    /** The line that the gateway did not take. */
    refused,
    theirs,
    /** Goes on with a text on top of what is there now. */
    goOn(next: string): void {
      const there = theirs()
      if (there !== undefined) begin(there, next)
    },
    revert: () => begin(base())
  }
}

function mistakeIn(error: unknown): Mistake | undefined {
  if (!(error instanceof ApiError) || error.code !== 'settings.mistake') return undefined
  const { line, reason } = error.problem
  return typeof line === 'number' && typeof reason === 'string' ? { line, reason } : undefined
}
