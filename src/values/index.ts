/** What the table of an overlay's values is made of. */
export { cidr } from './cidr.js'
export { absolutePath, dnsLabel, dnsName, host, nonEmptyText, such, url } from './codec.js'
export { envVar } from './environment.js'
export { imageReference, imageRegistry, imageRepository, imageTag } from './image.js'
export { items } from './items.js'
export { annotations, labels } from './label.js'
export type { Codec, FromText, Leaf } from './leaf.js'
export { egressRules } from './networkPolicies.js'
export type { Fields, Group, InputOf, Schema, ValueOf } from './schema.js'
export {
  boolean,
  freeForm,
  group,
  integer,
  integerList,
  kubernetes,
  kubernetesList,
  oneOf,
  optionalInteger,
  optionalOneOf,
  optionalText,
  quantities,
  quantity,
  requiredOneOf,
  requiredText,
  text,
  textList,
  texts,
} from './schema.js'
export type { SecretKey } from './secretKey.js'
export { secretKey, textOrSecretKey } from './secretKey.js'
export type { WorkloadValues } from './workload.js'
export { image, placement, service, workload } from './workload.js'
