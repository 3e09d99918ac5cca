/**
 * What every gateway does, seen from outside: over HTTP alone, against any gateway's URL. docs/protocol.md is what it is
 * held to. To run it against another gateway, make a Subject of it in a test file and call `acceptance`.
 */
import { afterAll, beforeAll, describe } from 'vitest'
import { answersSuite } from './answers.ts'
import { corsSuite } from './cors.ts'
import { httpSuite } from './http.ts'
import { permissionsSuite } from './permissions.ts'
import { presignedUrlsSuite } from './presigned-urls.ts'
import { refusalsSuite } from './refusals.ts'
import { signaturesSuite } from './signatures.ts'
import { signedInSuite } from './signed-in.ts'
import type { Subject } from './subject.ts'
import { uploaderHeadersSuite } from './uploader-headers.ts'
import { uploadsSuite } from './uploads.ts'

export function acceptance(name: string, open: () => Promise<Subject>): void {
  describe(name, () => {
    let subject: Subject | undefined
    beforeAll(async () => {
      subject = await open()
    })
    afterAll(() => subject?.close())
    const the = () => {
      if (subject === undefined) throw new Error('The gateway is not there.')
      return subject
    }

    answersSuite(the)
    signaturesSuite(the)
    refusalsSuite(the)
    permissionsSuite(the)
    uploadsSuite(the)
    presignedUrlsSuite(the)
    uploaderHeadersSuite(the)
    corsSuite(the)
    httpSuite(the)
    signedInSuite(the)
  })
}
