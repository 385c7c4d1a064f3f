/** What a control of the Pod Security Standards is, and what it looks at. */
import { get, type Json, type JsonObject } from '../../json.js'
import { object, objects, text } from '../field.js'
import type { Pod } from '../pods.js'

/** From no restriction to the hardest. */
export type Level = 'privileged' | 'baseline' | 'restricted'

export const levels: ReadonlyArray<Level> = ['privileged', 'baseline', 'restricted']

/** One requirement of a level. */
export interface Control {
  /** Kubernetes' own name, as in its documentation and in the answers of its admission. */
  readonly id: string
  /** What breaks it: `pod`, containers and volumes by name. Empty if nothing does. */
  readonly check: (pod: Pod) => ReadonlyArray<Culprit>
  /** The weaker control of the level below that it stands for too. */
  readonly replaces?: string
}

/** What breaks a control, in words: `pod`, `container "web"`, `volume "data"`. */
export type Culprit = string

/** A control that a pod breaks. */
export interface Violation {
  readonly control: string
  readonly by: ReadonlyArray<Culprit>
}

/** `hostPathVolumes (volume "data")` */
export const showViolation = ({ control, by }: Violation): string => `${control} (${by.join(', ')})`

/** All containers of a pod, ephemeral ones too, with their names. */
export const containersOf = (pod: Pod): ReadonlyArray<readonly [Culprit, JsonObject]> =>
  [
    ...pod.containers.map((one) => one.manifest),
    ...objects(pod.spec, 'ephemeralContainers').map(([, manifest]) => manifest),
  ].map((manifest) => [`container ${quoted(manifest)}`, manifest])

/** The containers that break a control. */
export const containersThat = (pod: Pod, isBad: (container: JsonObject) => boolean): ReadonlyArray<Culprit> =>
  containersOf(pod).flatMap(([name, container]) => (isBad(container) ? [name] : []))

/** What holds `securityContext` and breaks a control by it: the pod, containers. */
export const contextsThat = (pod: Pod, isBad: (context: JsonObject) => boolean): ReadonlyArray<Culprit> => [
  ...(isBad(contextOf(pod.spec)) ? ['pod'] : []),
  ...containersThat(pod, (container) => isBad(contextOf(container))),
]

/** The volumes that break a control. */
export const volumesThat = (pod: Pod, isBad: (volume: JsonObject) => boolean): ReadonlyArray<Culprit> =>
  objects(pod.spec, 'volumes').flatMap(([, volume]) => (isBad(volume) ? [`volume ${quoted(volume)}`] : []))

/** The `securityContext` of a container or of a pod's spec; empty if there is none. */
export const contextOf = (of: JsonObject): JsonObject => object(of, 'securityContext') ?? {}

/** Present, which in Kubernetes' types `null` is not. */
export const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null

/** Windows knows none of what most restricted controls are about. */
export const isWindows = (pod: Pod): boolean => text(object(pod.spec, 'os') ?? {}, 'name') === 'windows'

/** In a user namespace of its own root is nobody on the node. */
export const hasUserNamespace = (pod: Pod): boolean => get(pod.spec, 'hostUsers') === false

const quoted = (named: JsonObject): string => JSON.stringify(text(named, 'name') ?? '')
