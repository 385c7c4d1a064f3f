/** The public API: everything here is a contract. */
export type { Build, BuildErrors, Built } from './build.js'
export { build } from './build.js'
export {
  directoryOf,
  eachVolume,
  ownerOf,
  volumeNameOf,
} from './components/dataVolume.js'
export type { Component, Config, Entrance, Installation, Urls, VolumeOf } from './components/installation.js'
export { components, entrances, volumes } from './components/installation.js'
export { labels } from './components/metadata.js'
export { ports } from './components/service.js'
export { hostBelow } from './components/urls.js'
export type { BuildError } from './error.js'
export { showError } from './error.js'
export type { Json, JsonObject } from './json.js'
export { toJson } from './kube/json.js'
export type { Part } from './kube/part.js'
export { part } from './kube/part.js'
export { toYaml } from './kube/yaml.js'
export type { Definition, Overlay, Preset, Slot } from './overlay.js'
export { andThen, overlay, ownValues } from './overlay.js'
export type { Problem } from './values/check.js'
export { defaultValues } from './values/defaults.js'
export { valuesSchema } from './values/jsonSchema.js'
export type { InputOf, ValueOf } from './values/schema.js'
export * as schema from './values/schema.js'
export type { Values, ValuesInput } from './values/table.js'
