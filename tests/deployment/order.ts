/** In which order the files of tests/deployment run: they are about one stage, each as the one before leaves it. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const order = ['deployed', 'operator', 'doctor', 'restore', 'way-back'].map(name => `/tests/deployment/${name}.test.ts`)

const place = ({ moduleId }: TestSpecification) => order.findIndex(end => moduleId.endsWith(end))

export class DeploymentInOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const unordered = files.filter(each => each.project.name === 'deployment' && place(each) === -1)
    if (unordered.length > 0)
      throw new Error(`tests/deployment/order.ts does not say when ${unordered[0]?.moduleId} runs.`)
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}
