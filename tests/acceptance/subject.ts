/** What the acceptance suite needs of a gateway: its URL, three clients and a way to sign in. Nothing else is known of it. */
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { type Answer, type KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import type { Site } from '../../packages/client/src/site-visitor.ts'

export interface Subject {
  url: string
  /** May upload in its zone, and no more. */
  registered: KacheryClient
  /** Of the same zone; may delete files. */
  administrator: KacheryClient
  /** Of the same zone, registered nowhere. */
  unregistered: KacheryClient
  /** Where people sign in who may add zones of their own. */
  site: Site
  /** Where it says that it is; absent: `url`. */
  publicUrl?: string
  /** false: HTTP itself is somebody else's matter, who stands in front of it. */
  speaksHttp?: boolean
  close(): Promise<void>
}

/** The subject once it is there: suites are declared before. */
export type TheSubject = () => Subject

/** Bytes that no gateway has seen. */
export const newBytes = (size: number): Uint8Array => randomBytes(size)

/** That a file came back as it was; says so in a line, however large it is. */
export function expectSame(bytes: Uint8Array | undefined, stored: Uint8Array): void {
  expect(bytes && { size: bytes.length, sha1: sha1(bytes) }).toEqual({ size: stored.length, sha1: sha1(stored) })
}

export const unknownHash = (): string => sha1(randomBytes(16))

/** One plain sentence for the person at the keyboard, and a code for programs. Returns the sentence. */
export function expectRefusal(answer: Answer, status: number, code: string): string {
  expect.soft([answer.status, answer.code], answer.text).toEqual([status, code])
  expect.soft(answer.headers.get('content-type')).toMatch(/^text\/plain; *charset=utf-8$/i)
  expect.soft(answer.text).toMatch(/^[\p{Lu}\p{L}"][^\n\r<>]{20,600}\.$/u)
  expect.soft(answer.headers.get('x-request-id')).toMatch(/^[\w=-]{6,}$/)
  expect.soft(answer.headers.get('retry-after') !== null).toBe(status === 503)
  return answer.text
}

/** A file's way to the point where its bytes are in the bucket and nobody has looked at them. */
export async function uploaded(client: KacheryClient, bytes: Uint8Array, hash?: string) {
  const { objectKey, signedUploadUrl } = await client.initiate(bytes, hash)
  const put = await client.put(String(signedUploadUrl), bytes)
  expect(put.status, await put.text()).toBe(200)
  return { objectKey: String(objectKey), signedUploadUrl: String(signedUploadUrl) }
}
