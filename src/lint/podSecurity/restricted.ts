import { get, type JsonObject } from '../../json.js'
import { object, texts } from '../field.js'
import type { Pod } from '../pods.js'
import { added, isProfile, unmasked } from './baseline.js'
import {
  type Control,
  type Culprit,
  containersThat,
  contextOf,
  contextsThat,
  hasUserNamespace,
  isSet,
  isWindows,
  volumesThat,
} from './control.js'

/** The level restricted: baseline, and the hardening that is known today. Source: as of `baseline`. */
export const restricted: ReadonlyArray<Control> = [
  {
    id: 'allowPrivilegeEscalation',
    check: unlessWindows((pod) =>
      containersThat(pod, (of) => get(contextOf(of), 'allowPrivilegeEscalation') !== false),
    ),
  },
  {
    id: 'capabilities_restricted',
    replaces: 'capabilities_baseline',
    check: unlessWindows((pod) =>
      containersThat(pod, (of) => !dropsAll(of) || added(of).some((name) => name !== 'NET_BIND_SERVICE')),
    ),
  },
  { id: 'procMount_restricted', replaces: 'procMount', check: unmasked },
  {
    id: 'restrictedVolumes',
    replaces: 'hostPathVolumes',
    // A volume of no type is an emptyDir.
    check: (pod) =>
      volumesThat(pod, (volume) =>
        Object.keys(volume).some(
          (key) => key !== 'name' && isSet(get(volume, key)) && !VOLUME_TYPES.has(key),
        ),
      ),
  },
  { id: 'runAsNonRoot', check: (pod) => (hasUserNamespace(pod) ? [] : maybeRoot(pod)) },
  {
    id: 'runAsUser',
    check: (pod) =>
      hasUserNamespace(pod) ? [] : contextsThat(pod, (context) => get(context, 'runAsUser') === 0),
  },
  {
    id: 'seccompProfile_restricted',
    replaces: 'seccompProfile_baseline',
    check: unlessWindows((pod) => {
      const profile = object(contextOf(pod.spec), 'seccompProfile')
      return inherited(pod, profile !== undefined && isProfile(profile), (context) => {
        const own = object(context, 'seccompProfile')
        return own === undefined ? undefined : isProfile(own)
      })
    }),
  },
]

function unlessWindows(check: Control['check']): Control['check'] {
  return (pod) => (isWindows(pod) ? [] : check(pod))
}

const dropsAll = (container: JsonObject): boolean =>
  texts(object(contextOf(container), 'capabilities') ?? {}, 'drop').some(([, name]) => name === 'ALL')

const maybeRoot = (pod: Pod): ReadonlyArray<Culprit> =>
  inherited(pod, get(contextOf(pod.spec), 'runAsNonRoot') === true, (context) => {
    const own = get(context, 'runAsNonRoot')
    return isSet(own) ? own === true : undefined
  })

/**
 * What holds for a container by its own context, or else by the pod's. A pod that says something bad is one culprit even
 * if no container follows it.
 */
const inherited = (
  pod: Pod,
  podIsGood: boolean,
  isGood: (context: JsonObject) => boolean | undefined,
): ReadonlyArray<Culprit> => [
  ...(isGood(contextOf(pod.spec)) === false ? ['pod'] : []),
  ...containersThat(pod, (container) => !(isGood(contextOf(container)) ?? podIsGood)),
]

const VOLUME_TYPES: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
])
