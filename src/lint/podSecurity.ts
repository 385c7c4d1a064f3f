import { object, text } from './field.js'
import type { Fault } from './finding.js'
import { type Level, levels } from './podSecurity/control.js'
import { reached, violations } from './podSecurity/levels.js'
import { type Pod, specPath } from './pods.js'
import { ofKind, type Stream } from './stream.js'

/**
 * Pods reach the Pod Security level that the labels of their namespace ask for, where the namespace is in the stream: one
 * that enforces a level refuses the pods, though it takes the Deployment that makes them.
 *
 * Judged as the newest version of Kubernetes does, whatever a `…-version` label says.
 */
export const podSecurity = (stream: Stream): ReadonlyArray<Fault> => {
  const asked = new Map(
    ofKind(stream, '/Namespace').flatMap(({ manifest, identity }) => {
      const labels = object(object(manifest, 'metadata') ?? {}, 'labels') ?? {}
      const found = MODES.flatMap((mode): ReadonlyArray<Asked> => {
        const value = text(labels, `pod-security.kubernetes.io/${mode}`)
        const level = levels.find((one) => one === value && one !== 'privileged')
        return level === undefined ? [] : [{ mode, level }]
      })
      return found.length > 0 ? [[identity.name, found] as const] : []
    }),
  )
  if (asked.size === 0) return []
  return stream.pods.flatMap((pod) => faults(pod, asked.get(pod.owner.namespace ?? '') ?? []))
}

interface Asked {
  readonly mode: (typeof MODES)[number]
  readonly level: Level
}

/** The one with the worst consequence first. */
const MODES = ['enforce', 'warn', 'audit'] as const

const faults = (pod: Pod, asked: ReadonlyArray<Asked>): ReadonlyArray<Fault> => {
  const namespace = pod.owner.namespace ?? ''
  for (const { mode, level: expected } of asked) {
    const found = violations(pod, expected)
    if (found.length === 0) continue
    const { level } = reached(pod)
    const path = specPath(pod)
    return [
      {
        _tag: 'PodSecurityLevel',
        object: pod.owner,
        path,
        level,
        expected,
        mode,
        namespace,
        violations: found,
      },
    ]
  }
  return []
}
