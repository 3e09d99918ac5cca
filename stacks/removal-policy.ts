/** What becomes of data when its stage is removed. */
import { RemovalPolicy } from 'aws-cdk-lib'

export const removalPolicyOf = (keepsData: boolean): RemovalPolicy =>
  keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
