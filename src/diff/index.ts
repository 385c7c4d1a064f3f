/** Two streams of manifests, compared by what they mean to Kubernetes and never by their text. */
export type {
  Difference,
  FieldChange,
  ItemKey,
  ObjectChange,
  Places,
  Side,
  Step,
  StreamError,
} from './change.js'
export { compare } from './compare.js'
export { nameOf } from './name.js'
export { showJson } from './showJson.js'
export type { Paint, Tone } from './showTree.js'
export { plain, showTree, summaryOf } from './showTree.js'
export type { Texts } from './texts.js'
export { textsOf } from './texts.js'
